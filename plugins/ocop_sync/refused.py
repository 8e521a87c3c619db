from marketplace.refusal import Refusal


class ImportRefused(Refusal):
    """An import can't be brought, confirmed, refused or undone like this."""
