def rule(event):
    labels = event.deep_get("metadata", "labels", default=[])
    return event.get("class_uid") != 2004 and "signal:delegated_session" in labels


def title(event):
    user = event.deep_get("user", "name", default="unknown user")
    acting = event.deep_get("actor", "user", "uid", default="somebody")
    return f"{acting} acts in the Auth0 session of {user}"


def dedup(event):
    return event.deep_get("metadata", "correlation_uid", default=event.deep_get("metadata", "uid", default=""))
