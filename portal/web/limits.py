"""The general throttle: too many changes from one address. What must be exact is counted in the database instead."""

import ipaddress

from flask import Flask, request
from flask_limiter import Limiter

from portal.settings import Settings
from portal.web.security import SAFE

EACH_ADDRESS = "120 per minute"


def address_block() -> str:
    """Who is counted together: one IPv4 address, one IPv6 /64. The address comes from the configured proxies only."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def join(app: Flask, settings: Settings) -> None:
    """Without Redis it goes on counting in this process."""
    if settings.demo:
        return
    limiter = Limiter(
        address_block,
        app=app,
        application_limits=[EACH_ADDRESS],
        storage_uri=settings.redis_url,
        storage_options={"socket_connect_timeout": 1, "socket_timeout": 1},
        in_memory_fallback=[EACH_ADDRESS],
        swallow_errors=True,
        key_prefix="throttle",
    )
    limiter.request_filter(lambda: request.method in SAFE)  # an exemption of the limits would not hold without Redis
