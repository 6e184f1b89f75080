"""Applications, connections or the mail provider were read; with the scopes for it, their secrets too. Converted
from sigma.yml, do not edit."""


def rule(event):
    if all(
        [
            event.deep_get("metadata", "event_code", default="") == "mgmt_api_read",
            event.deep_get("http_request", "http_method", default="") == "GET",
            any(
                [
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/api/v2/clients"
                    ),
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/v2/clients"
                    ),
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/api/v2/connections"
                    ),
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/v2/connections"
                    ),
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/api/v2/emails/provider"
                    ),
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/v2/emails/provider"
                    ),
                ]
            ),
        ]
    ):
        return True
    return False


def title(event):
    return f"Auth0 Secrets Read: {event.deep_get('actor', 'user', 'uid')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "admin_id": event.deep_get("actor", "user", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
        "operation": event.deep_get("api", "operation"),
    }
