"""All that knows Saleor. Other rooms name its models through `saleor_bridge.models`.

The installed Saleor wheel stays unmodified; `shims/` makes it run on the Django and Python in use.
"""
