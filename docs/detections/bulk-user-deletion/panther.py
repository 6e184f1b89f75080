"""At least eight users were deleted within ten minutes. Converted from sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") in ["sdu", "du"]:
        return True
    return False


def title(event):
    return f"Auth0 Many Users Deleted: {event.deep_get('message')}"


def dedup(event):
    return (event.deep_get("metadata", "tenant_uid") or event.deep_get("metadata", "uid") or "")


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "tenant": event.deep_get("metadata", "tenant_uid"),
        "user_id": event.deep_get("user", "uid"),
    }
