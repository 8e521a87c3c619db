from tests.places.unit_data import units, units_database

__all__ = ["units", "units_database"]
