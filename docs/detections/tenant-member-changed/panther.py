"""Somebody was invited to administer the tenant, accepted, or was changed or removed. Converted from sigma.yml, do
not edit."""


def rule(event):
    if any(
        [
            all(
                [
                    event.deep_get("metadata", "event_code", default="") == "sapi",
                    event.deep_get("http_request", "http_method", default="")
                    in ["POST", "PATCH", "PUT", "DELETE"],
                    any(
                        [
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/api/v2/tenants/invitations"
                            ),
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/v2/tenants/invitations"
                            ),
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/api/v2/tenants/members"
                            ),
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/v2/tenants/members"
                            ),
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/api/v2/tenant-members"
                            ),
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/v2/tenant-members"
                            ),
                        ]
                    ),
                ]
            ),
            all(
                [
                    event.deep_get("metadata", "event_code", default="") == "sapi",
                    event.deep_get("message", default="")
                    in [
                        "Create tenant invitations for a given client",
                        "Update an invitation",
                        "Delete tenant member",
                    ],
                ]
            ),
        ]
    ):
        return True
    return False


def title(event):
    return f"Auth0 Tenant Member Invited Or Changed: {event.deep_get('actor', 'user', 'uid')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "admin_id": event.deep_get("actor", "user", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
        "operation": event.deep_get("api", "operation"),
    }
