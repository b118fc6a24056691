"""Addresses, as far as they stand for somebody."""

from __future__ import annotations

import ipaddress


def address_of(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that a text says, without its zone; None if it says none."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return address
    # So a socket for both families tells an IPv4 address.
    return address.ipv4_mapped or ipaddress.IPv6Address(int(address))


def subscriber_of(address: str) -> str:
    """What limits count as one: an IPv4 address, or the /64 that a subscriber of IPv6 is given."""
    if ":" not in address:
        return address
    whole = address_of(address)
    if isinstance(whole, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((whole, 64), strict=False))
    return address if whole is None else str(whole)
