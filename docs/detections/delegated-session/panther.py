"""Somebody acts as this user, and is not on the list of those who may."""

# User IDs of support staff and of agents that may act as others at your place.
KNOWN_DELEGATES = {"auth0|ExampleSupport00001"}

SIGNAL = "signal:delegated_session"

# The event itself, and not the Detection Finding that may come with it.
FINDING = 2004


def rule(event):
    return (
        event.get("class_uid") != FINDING
        and SIGNAL in event.deep_get("metadata", "labels", default=[])
        and event.deep_get("actor", "user", "uid") not in KNOWN_DELEGATES
    )


def title(event):
    delegate = event.deep_get("actor", "user", "uid", default="somebody")
    return f"{delegate} acts as {event.deep_get('user', 'name')} in Auth0"


def dedup(event):
    return event.deep_get("metadata", "correlation_uid", default=event.deep_get("metadata", "uid", default=""))


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "session_id": event.deep_get("metadata", "correlation_uid"),
        "delegate": event.deep_get("actor", "user", "uid"),
        "user_id": event.deep_get("user", "uid"),
        "ip": event.deep_get("src_endpoint", "ip"),
    }
