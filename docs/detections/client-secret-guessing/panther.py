"""At least eight exchanges of client credentials failed for one application within ten minutes. Converted from
sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") == "feccft":
        return True
    return False


def title(event):
    return f"Auth0 Many Failed Client Credentials: {event.deep_get('service', 'uid')}"


def dedup(event):
    return (event.deep_get("service", "uid") or event.deep_get("metadata", "uid") or "")


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "client_id": event.deep_get("service", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
    }
