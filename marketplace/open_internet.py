"""Connections to public addresses alone: nothing that others typed leads into the house's own network."""

import ipaddress
import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address stands in its last 32 bits


class NotPublic(Exception):
    """The name leads to an address that is none of the open internet."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also inside another one's clothes."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in NAT64:
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inside:
            return is_public(str(inside))
    return ip.is_global and not ip.is_multicast


def session() -> requests.Session:
    """One that asks public addresses alone, directly: a proxy would look names up by itself."""
    made = requests.Session()
    for start in ("https://", "http://"):
        made.mount(start, _PublicAlone())
    return made


class _Guarded(HTTPConnection):
    """Looks at the address itself, before and after connecting: a name may lead anywhere, and
    the second time somewhere else. Nothing is sent to an address that is not public."""

    def _new_conn(self) -> socket.socket:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        if not all(is_public(str(address[0])) for *_about, address in found):
            raise NotPublic(self.host)
        connected = super()._new_conn()
        if not is_public(connected.getpeername()[0]):
            connected.close()
            raise NotPublic(self.host)
        return connected


class _GuardedTls(_Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _PoolTls(HTTPSConnectionPool):
    ConnectionCls = _GuardedTls


class _PublicAlone(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTls}

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        return super().send(request, *args, **{**options, "proxies": None})
