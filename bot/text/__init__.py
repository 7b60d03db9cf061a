"""Pure Chinese text parsers: numerals, months, amounts, numbers. No Rasa, no input or output.

Every finder takes the customer's text (raw or already normalised) and returns mentions whose
span lies in the text as it was typed, so that what is shown and what was understood agree.
"""
