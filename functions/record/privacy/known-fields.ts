/**
 * What a log event holds, by the object that it stands in: Auth0's schemas (auth0/auth0-log-schemas) together, and what
 * events have beside them on the wire. Lists are entered: `details.prompts.user_name`.
 */
const eventFields: Readonly<Record<string, string>> = {
  '':
    '$event_schema _id agent_id audience auth0_client body client_id client_ip client_name connection ' +
    'connection_id date description details email environment_name external_agent_id hostname ' +
    'identity_user_id ip isMobile is_mobile location_info log_id mtls_thumbprint_sha256 organization_id ' +
    'organization_name query references scope security_context session_connection session_id sid strategy ' +
    'strategy_type tenant_name title tracking_id transaction_linking_id type user_agent user_id user_name',
  $event_schema: 'version',
  auth0_client: 'env name version',
  details:
    'access_token_jti accessedSecrets action action_error action_id action_name actions actor allowedOrigins ' +
    'allowed_logout_url api_type assessments attempts audience audit_context authentication_method ' +
    'authentication_method_id authenticator binding_id body channel client_authentication_error ' +
    'client_authentoication_error code completedAt completed_at confidence connected_account connection ' +
    'connection_id connection_name consoleOut created_at credential_id credentials_tenant custom_domain ' +
    'custom_domain_id delivery_method description details device device_id docs documentation domain ' +
    'dpop_nonce_used dpop_signing_alg elapsedTime email email_type enabled_features endCount end_time ' +
    'enrollment enterprise_connection enterprise_connection_id error errorMsg error_class errors execution_id ' +
    'expires_at failure_details failure_reason familyId feature first_factor flow flow_id flow_type form_id ' +
    'grant_id grant_type headers host host_tenant id id_token_signed_response_algs id_token_signing_alg ' +
    'idp_token_type initiatedAt initiated_by initiator invitation ipOnAllowlist is_privileged_worker ' +
    'issued_token_type latestCounter limit link message method notification_channel notification_type ' +
    'operation opts organization_id origin originUrl originalUrl original_profile path phone_number ' +
    'phone_risk_assessment policy_used prompts protocol provider_error purpose qs query reason referer ' +
    'refresh_token remember_browser removedCount request requestedRichConsentId requested_audience ' +
    'requested_client_id requested_scope requested_token_type requiresVerification ' +
    'requiresVerificationForSignupFlow resetUrl reset_time resource response return_to riskAssessment ' +
    'saml_certificate_thumbprint scheduled scope sdk_version session session_connection session_id ' +
    'session_metadata ss_sso_event_name ss_sso_tracing_id start start_time started_at state stats status ' +
    'subject_token_type sync_status synchronization_id target tenant title to tokenCounter token_broker ' +
    'token_endpoint_auth_method token_endpoint_auth_signing_alg token_endpoint_auth_signing_kid ' +
    'token_thumbprint total_hours_allocated total_hours_consumed total_hours_remaining transaction_id ' +
    'transaction_linking_id trigger_id trigger_time triggered_by_session_transfer_token type ' +
    'upstream_userinfo_fetch user_id version version_id warning webOrigins xhr',
  'details.action_error': 'code message name stack',
  'details.actions': 'executions',
  'details.actor': 'act sub',
  'details.actor.act': 'act sub',
  'details.actor.act.act': 'act sub',
  'details.actor.act.act.act': 'act sub',
  'details.actor.act.act.act.act': 'sub',
  'details.assessments': 'ImpossibleTravel UntrustedIP',
  'details.assessments.ImpossibleTravel': 'code confidence',
  'details.assessments.UntrustedIP': 'code confidence details',
  'details.assessments.UntrustedIP.details': 'ip matches source',
  'details.authenticator': 'id phone_number type',
  'details.body':
    '_csrf app_metadata audience authParams blocked clientId client_id confirmNewPassword connection debug ' +
    'description email email_verified family_name given_name idp_user_id includeEmailInRedirect ip job_id ' +
    'login_hint markEmailAsVerified name newEmail newPassword newUername newUsername new_phone_number ' +
    'nickname oldUsername old_phone_number organization password phone_number phone_verified picture provider ' +
    'request_language requiredCaptcha resultUrl scope send template tenant ticket to transaction ttl_sec ' +
    'user-agent user_id user_metadata username verificationUrl verify',
  'details.body.authParams': 'audience redirect_uri response_type scope state',
  'details.body.organization': 'branding display_name id metadata name',
  'details.body.template': 'type',
  'details.body.transaction':
    'acr_values id locale login_hint prompt protocol redirect_uri requested_scopes response_mode ' +
    'response_type state ui_locales',
  'details.connected_account': 'id idp_user_id',
  'details.enabled_features': 'domainVerification provisioning sso',
  'details.enrollment': '_id identifier name phone_number tenant user_id',
  'details.error':
    'code detail message oauthError payload reason status title type uri user_errors user_errors_summary ' +
    'user_errors_truncated',
  'details.error.payload': 'attempt authorized clientID code message name status',
  'details.error.user_errors': 'identity_user_id operation reason',
  'details.failure_details': 'errorCode message',
  'details.feature': 'description documentation id name tenant_from_host',
  'details.invitation': 'client_id created_at expires_at id invitee inviter roles ticket_id',
  'details.invitation.invitee': 'email',
  'details.invitation.inviter': 'name organization_id',
  'details.limit': 'bucket burst global name rate size usage',
  'details.opts': 'search',
  'details.phone_risk_assessment': 'country_code is_valid line_type risk_level',
  'details.prompts':
    'coi completedAt connection connection_id cov elapsedTime flow grantInfo identity initiatedAt name ' +
    'passwordless_amr performed_acr performed_amr provider requiredCaptcha session session_id stats strategy ' +
    'timers url user_id user_name',
  'details.prompts.grantInfo': 'audience expiration id scope',
  'details.prompts.stats': 'loginsCount',
  'details.prompts.timers': 'rules',
  'details.provider_error': 'errorCode message',
  'details.query':
    'client_id connection email idp_user_id includeEmailInRedirect markEmailAsVerified newPassword resultUrl ' +
    'tenant user_id username',
  'details.refresh_token': 'access session_id',
  'details.request': 'auth backchannel_logout_uri body channel ip method path query userAgent',
  'details.request.auth': 'credentials scopes strategy subject user',
  'details.request.auth.credentials': 'jti scopes',
  'details.request.auth.user': 'email name user_id',
  'details.request.body': 'code',
  'details.response': 'body statusCode',
  'details.riskAssessment': 'assessments confidence version',
  'details.riskAssessment.assessments': 'ImpossibleTravel NewDevice PhoneNumber UntrustedIP',
  'details.riskAssessment.assessments.ImpossibleTravel': 'code confidence',
  'details.riskAssessment.assessments.NewDevice': 'code confidence details',
  'details.riskAssessment.assessments.NewDevice.details': 'device useragent',
  'details.riskAssessment.assessments.PhoneNumber': 'code confidence',
  'details.riskAssessment.assessments.UntrustedIP': 'code confidence details',
  'details.riskAssessment.assessments.UntrustedIP.details': 'ip matches source',
  'details.session': 'cookie idp_session_expiry',
  'details.session.cookie': 'mode',
  'details.stats': 'acl_id action description loginsCount match priority total_request_count',
  'details.stats.match': 'successes',
  'details.stats.total_request_count': 'successes',
  'details.upstream_userinfo_fetch': 'dpop_bound status',
  location_info:
    'city_name continent_code country_code country_code3 country_name latitude longitude time_zone',
  references: 'correlation_id trace_id',
  security_context: 'ja3 ja4',
};

/** A session, as `GET /api/v2/sessions/{id}` gives it. */
const sessionFields: Readonly<Record<string, string>> = {
  session:
    'actor authenticated_at authentication clients cookie created_at device expires_at id idle_expires_at ' +
    'last_interacted_at session_metadata updated_at user_id',
  'session.actor': 'sub',
  'session.authentication': 'methods',
  'session.authentication.methods': 'name timestamp type',
  'session.clients': 'client_id',
  'session.cookie': 'mode',
  'session.device': 'initial_asn initial_ip initial_user_agent last_asn last_ip last_user_agent',
};

/** Objects whose keys are the tenant's, the caller's or an Action's own: any path beneath may be right. */
const freeForm: readonly string[] = [
  'auth0_client.env',
  'body',
  'query',
  'details.accessedSecrets',
  'details.actor',
  'details.body',
  'details.consoleOut',
  'details.error.payload',
  'details.error.user_errors_summary',
  'details.headers',
  'details.original_profile',
  'details.qs',
  'details.query',
  'details.request.body',
  'details.request.query',
  'details.response.body',
  'details.session_metadata',
  'session.actor',
  'session.session_metadata',
];

/** Every field that this version knows, by the path that a privacy rule names it with. */
export const knownFields: ReadonlySet<string> = new Set(
  [eventFields, sessionFields].flatMap((fields) =>
    Object.entries(fields).flatMap(([parent, names]) =>
      names.split(' ').map((name) => (parent === '' ? name : `${parent}.${name}`)),
    ),
  ),
);

/** Whether an event or a session may have the field. */
export function isKnownField(path: string): boolean {
  return knownFields.has(path) || freeForm.some((parent) => path.startsWith(`${parent}.`));
}
