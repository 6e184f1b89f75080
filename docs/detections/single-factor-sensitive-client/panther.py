SENSITIVE_CLIENTS = {"ExampleClientId00000000000000001"}


def rule(event):
    if event.get("type_uid") != 300201 or event.get("status_id") != 1:
        return False
    if event.deep_get("service", "uid") not in SENSITIVE_CLIENTS:
        return False
    return any(
        enrichment.get("type") == "session_enricher.signals"
        and enrichment.get("data", {}).get("values", {}).get("single_factor") is True
        for enrichment in event.get("enrichments", [])
    )


def title(event):
    user = event.deep_get("user", "name", default="unknown user")
    application = event.deep_get("service", "name", default="a sensitive application")
    return f"{user} signed in to {application} with a single factor"


def dedup(event):
    return event.deep_get("metadata", "correlation_uid", default=event.deep_get("metadata", "uid", default=""))
