"""The session moved to another network and to another program."""

SIGNAL = "signal:network_and_client_changed"

# The event itself, and not the Detection Finding that may come with it.
FINDING = 2004


def rule(event):
    return (
        event.get("class_uid") != FINDING
        and SIGNAL in event.deep_get("metadata", "labels", default=[])
    )


def title(event):
    return f"Auth0 session of {event.deep_get('user', 'name')} moved to another network and another program"


def dedup(event):
    return event.deep_get("metadata", "correlation_uid", default=event.deep_get("metadata", "uid", default=""))


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "session_id": event.deep_get("metadata", "correlation_uid"),
        "user_id": event.deep_get("user", "uid"),
        "ip": event.deep_get("src_endpoint", "ip"),
        "user_agent": event.deep_get("http_request", "user_agent"),
        "evidence": [
            found
            for enrichment in event.get("enrichments") or []
            if enrichment.get("type") == "session_enricher.signals"
            for found in enrichment.get("data").get("evidence")
        ],
    }
