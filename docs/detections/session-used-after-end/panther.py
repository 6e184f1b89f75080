"""A session was used after it had ended, or was gone minutes after its use."""

USED_AFTER_END = "signal:session_used_after_end"
GONE = "signal:session_gone"

# The event itself, and not the Detection Finding that may come with it.
FINDING = 2004


def labels(event):
    return event.deep_get("metadata", "labels", default=[])


def rule(event):
    return (
        event.get("class_uid") != FINDING
        and (USED_AFTER_END in labels(event) or GONE in labels(event))
    )


def title(event):
    return f"Auth0 session of {event.deep_get('user', 'name')} was used after it was gone"


def severity(event):
    # People do log out soon after a login; nobody logs in with a session that has ended.
    return "MEDIUM" if USED_AFTER_END in labels(event) else "LOW"


def dedup(event):
    return event.deep_get("metadata", "correlation_uid", default=event.deep_get("metadata", "uid", default=""))


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "session_id": event.deep_get("metadata", "correlation_uid"),
        "user_id": event.deep_get("user", "uid"),
        "ip": event.deep_get("src_endpoint", "ip"),
        "labels": list(labels(event)),
    }
