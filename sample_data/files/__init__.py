"""One module for each partner's file: how that partner writes down what happened."""
