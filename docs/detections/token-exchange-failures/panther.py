"""At least five token exchanges failed for one application within ten minutes: somebody tries whom it may act for.
Converted from sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") in [
        "fecte",
        "failed_on_behalf_of_token_exchange",
        "idjag_exchange_failed",
    ]:
        return True
    return False


def title(event):
    return f"Auth0 Many Failed Token Exchanges: {event.deep_get('service', 'uid')}"


def dedup(event):
    return (event.deep_get("service", "uid") or event.deep_get("metadata", "uid") or "")


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "client_id": event.deep_get("service", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
    }
