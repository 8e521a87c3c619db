"""Short words for what people do on the screens of a stocktake."""

import uuid

from django.urls import reverse


def address(name, stocktake):
    return reverse(f"console:{name}", kwargs={"code": stocktake.code})


def scan(client, stocktake, typed, quantity="1", *, script=False, **more):
    body = {
        "client_key": uuid.uuid4().hex,
        "scan": typed,
        "quantity": quantity,
        "condition": "good",
    } | more
    headers = {"accept": "application/json"} if script else {}
    return client.post(address("stocktake_count", stocktake), body, headers=headers)


def text(response):
    return response.content.decode()
