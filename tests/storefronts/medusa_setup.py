"""A new Medusa server set up as a shop that sells from two locations, by its own API."""

from collections.abc import Mapping, Sequence

from tests.storefronts.medusa_caller import Caller
from tests.storefronts.medusa_desk import LOCATIONS, Desk


def open_desk(address: str, user: str, password: str) -> Desk:
    """Signs in and sets a new server up: one sales channel that sells from two locations."""
    person = Caller(address)
    signed = person("POST", "/auth/user/emailpass", {"email": user, "password": password})
    person = Caller(address, Authorization=f"Bearer {signed['token']}")
    made = person("POST", "/admin/api-keys", {"title": "sync", "type": "secret"})["api_key"]
    admin = Caller(address, Authorization=f"Basic {made['token']}")
    channel = admin("GET", "/admin/sales-channels")["sales_channels"][0]["id"]
    public = admin("POST", "/admin/api-keys", {"title": "shop", "type": "publishable"})["api_key"]
    admin("POST", f"/admin/api-keys/{public['id']}/sales-channels", {"add": [channel]})
    shop = admin("GET", "/admin/stores")["stores"][0]["id"]
    currencies = [{"currency_code": "usd", "is_default": True}]
    admin("POST", f"/admin/stores/{shop}", {"supported_currencies": currencies})
    region = admin(
        "POST",
        "/admin/regions",
        {
            "name": "US",
            "currency_code": "usd",
            "countries": ["us"],
            "payment_providers": ["pp_system_default"],
        },
    )["region"]["id"]
    tax = {"country_code": "us", "provider_id": "tp_system"}
    admin("POST", "/admin/tax-regions", tax)
    profile = admin("GET", "/admin/shipping-profiles")["shipping_profiles"][0]["id"]
    locations = {name: add_location(admin, name, channel) for name in LOCATIONS}
    return Desk(
        admin=admin,
        store=Caller(address, **{"x-publishable-api-key": public["token"]}),
        key=made["token"],
        channel=channel,
        region=region,
        profile=profile,
        locations=locations,
        options={
            name: _add_option(admin, name, location, profile)
            for name, location in locations.items()
        },
    )


def add_location(admin: Caller, name: str, channel: str) -> str:
    """Of this sales channel; answers its id."""
    address = {"address_1": "1 Dock Road", "country_code": "us", "city": name}
    made = admin("POST", "/admin/stock-locations", {"name": name, "address": address})
    path = f"/admin/stock-locations/{made['stock_location']['id']}"
    admin("POST", f"{path}/sales-channels", {"add": [channel]})
    admin("POST", f"{path}/fulfillment-providers", {"add": ["manual_manual"]})
    admin("POST", f"{path}/fulfillment-sets", {"name": f"From {name}", "type": "shipping"})
    return str(made["stock_location"]["id"])


def _add_option(admin: Caller, name: str, location: str, profile: str) -> str:
    path = f"/admin/stock-locations/{location}"
    found = admin("GET", path, fields="id,*fulfillment_sets")["stock_location"]
    zone = admin(
        "POST",
        f"/admin/fulfillment-sets/{found['fulfillment_sets'][0]['id']}/service-zones",
        {"name": f"US from {name}", "geo_zones": [{"type": "country", "country_code": "us"}]},
    )["fulfillment_set"]["service_zones"][0]["id"]
    rules: Sequence[Mapping[str, str]] = (
        {"attribute": "enabled_in_store", "operator": "eq", "value": "true"},
        {"attribute": "is_return", "operator": "eq", "value": "false"},
    )
    option = {
        "name": f"Ground from {name}",
        "service_zone_id": zone,
        "shipping_profile_id": profile,
        "provider_id": "manual_manual",
        "price_type": "flat",
        "type": {"label": "Ground", "description": "Ground", "code": "ground"},
        "prices": [{"currency_code": "usd", "amount": 5}],
        "rules": rules,
    }
    return str(admin("POST", "/admin/shipping-options", option)["shipping_option"]["id"])
