import numpy as np
import pandas as pd
import pytest

from tables import RECORDS, conform


@pytest.fixture(scope="session")
def make_records():
    def make(rows):
        """RECORDS from short dictionaries; record_id and source are filled in where left out."""
        frame = pd.DataFrame(
            [
                {"longitude": np.nan, "latitude": np.nan, "record_id": f"r{i:03d}", "source": f"source_{i}", **row}
                for i, row in enumerate(rows)
            ]
        )
        filled = frame.assign(
            partner="test", partner_org="test", source_file="test", source_row=range(1, len(frame) + 1)
        )
        return conform(filled, RECORDS)

    return make
