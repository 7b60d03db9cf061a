"""The operator's domain: customers, bills, orders, identity. Knows nothing of Rasa or chat."""
