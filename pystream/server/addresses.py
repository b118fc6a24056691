"""Addresses, as far as they stand for somebody."""

from __future__ import annotations

import ipaddress


def subscriber_of(address: str) -> str:
    """What limits count as one: an IPv4 address, or the /64 that a subscriber of IPv6 is given."""
    if ":" not in address:
        return address
    try:
        whole = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    # So a socket for both families tells an IPv4 address.
    if whole.ipv4_mapped is not None:
        return str(whole.ipv4_mapped)
    return str(ipaddress.IPv6Network((whole, 64), strict=False))
