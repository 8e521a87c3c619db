"""Who owns goods, and the legal entities that sell them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Party(models.Model):
    """Who owns goods in the stock ledger: an operator or a producer."""

    class Kind(models.TextChoices):
        OPERATOR = "operator", _("Operator")
        PRODUCER = "producer", _("Producer")

    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["operator", "producer"]), name="ocop_places_party_kind"
            ),
        ]

    def __str__(self):
        return self.code


class Operator(models.Model):
    """The legal entity that sells: its name, tax code and bank account stand on what buyers get."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="operator")
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    tax_code = models.CharField(max_length=14, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    bank_name = models.CharField(max_length=100, blank=True)
    bank_account = models.CharField(max_length=30, blank=True)
    bank_holder = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~Q(tax_code=""),
                name="ocop_places_operator_tax_code_once",
            ),
        ]

    def __str__(self):
        return self.name
