"""Addresses that have no language."""

from django.urls import path

from marketplace.web.shop import robots

urlpatterns = [path("robots.txt", robots.robots, name="robots")]
