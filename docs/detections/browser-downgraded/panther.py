"""The same browser on the same system is more than one major version older than before. Converted from sigma.yml,
do not edit."""


def rule(event):
    if all(
        [
            "browser_downgraded" in event.deep_get("risk_details", default=""),
            not event.deep_get("class_name", default="") == "Detection Finding",
        ]
    ):
        return True
    return False


def title(event):
    return f"Auth0 Session Continued In An Older Browser: {event.deep_get('user', 'name')}"


def dedup(event):
    return event.deep_get("metadata", "correlation_uid") or event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "session_id": event.deep_get("metadata", "correlation_uid"),
        "user_id": event.deep_get("user", "uid"),
        "user": event.deep_get("user", "name"),
        "src": event.deep_get("src_endpoint", "ip"),
    }
