"""Addresses, as far as they stand for somebody."""

from __future__ import annotations

import ipaddress


def subscriber_of(address: str) -> str:
    """What limits count as one: an IPv4 address, or the /64 that a subscriber of IPv6 is given."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.IPv6Network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address
