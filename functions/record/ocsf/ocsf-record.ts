/**
 * The attributes of OCSF that we emit, by OCSF's names. What is undefined, JSON leaves out. One record is built once and
 * never shared, so they may change.
 */
export interface OcsfRecord {
  activity_id: number;
  activity_name: string;
  category_uid: number;
  category_name: string;
  class_uid: number;
  class_name: string;
  type_uid: number;
  type_name: string;
  /** Epoch milliseconds. */
  time: number;
  severity_id: number;
  severity: string;
  status_id: number;
  status: string;
  status_code?: string | undefined;
  status_detail?: string | undefined;
  message?: string | undefined;
  metadata: OcsfMetadata;
  user?: OcsfUser | undefined;
  actor?: OcsfActor | undefined;
  service?: OcsfNamed | undefined;
  group?: (OcsfNamed & { type?: string }) | undefined;
  entity?: OcsfEntity | undefined;
  session?: OcsfSession | undefined;
  api?: OcsfApi | undefined;
  resources?: OcsfResource[] | undefined;
  src_endpoint?: OcsfEndpoint | undefined;
  dst_endpoint?: OcsfEndpoint | undefined;
  http_request?: OcsfHttpRequest | undefined;
  auth_protocol_id?: number | undefined;
  auth_protocol?: string | undefined;
  logon_type_id?: number | undefined;
  logon_type?: string | undefined;
  account_switch_type_id?: number | undefined;
  account_switch_type?: string | undefined;
  authentication_token?: { type_id: number; type: string } | undefined;
  is_remote?: boolean | undefined;
  is_mfa?: boolean | undefined;
  is_new_logon?: boolean | undefined;
  auth_factors?: OcsfAuthFactor[] | undefined;
  is_alert?: boolean | undefined;
  finding_info?: OcsfFindingInfo | undefined;
  evidences?: OcsfEvidence[] | undefined;
  action_id?: number | undefined;
  action?: string | undefined;
  disposition_id?: number | undefined;
  disposition?: string | undefined;
  risk_level_id?: number | undefined;
  risk_level?: string | undefined;
  risk_details?: string | undefined;
  attacks?: OcsfAttack[] | undefined;
  enrichments?: OcsfEnrichment[] | undefined;
  observables?: OcsfObservable[] | undefined;
  unmapped: Record<string, string>;
  raw_data?: string | undefined;
}

export interface OcsfMetadata {
  version: string;
  profiles?: string[] | undefined;
  uid: string;
  original_event_uid?: string | undefined;
  event_code?: string | undefined;
  correlation_uid?: string | undefined;
  tenant_uid?: string | undefined;
  log_name: string;
  log_provider: string;
  original_time?: string | undefined;
  labels?: string[] | undefined;
  product: { name: string; vendor_name: string; uid: string };
  /** What made the record of the event. */
  transformation_info_list?: { name: string; product: { name: string; version: string } }[] | undefined;
}

export interface OcsfNamed {
  uid?: string | undefined;
  name?: string | undefined;
}

export interface OcsfUser {
  uid?: string | undefined;
  name?: string | undefined;
  full_name?: string | undefined;
  email_addr?: string | undefined;
  type_id?: number | undefined;
  type?: string | undefined;
  has_mfa?: boolean | undefined;
  org?: OcsfNamed | undefined;
}

export interface OcsfActor {
  user?: OcsfUser | undefined;
  session?: OcsfSession | undefined;
  app_uid?: string | undefined;
  app_name?: string | undefined;
  /** The name of an application up to 1.1.0; deprecated since. */
  invoked_by?: string | undefined;
  idp?: OcsfNamed | undefined;
}

export interface OcsfSession {
  uid: string;
  created_time?: number | undefined;
  expiration_time?: number | undefined;
  issuer?: string | undefined;
  is_mfa?: boolean | undefined;
  is_remote: boolean;
}

export interface OcsfApi {
  operation: string;
  /** `data`: free JSON, always an object, or its text where the reader's table needs one type. */
  request?: { uid: string; data: unknown } | undefined;
  response?:
    | {
        code?: number | undefined;
        error?: string | undefined;
        error_message?: string | undefined;
        data?: unknown;
      }
    | undefined;
}

export interface OcsfResource extends OcsfNamed {
  type: string;
}

export interface OcsfEndpoint {
  ip?: string | undefined;
  hostname?: string | undefined;
  name?: string | undefined;
  svc_name?: string | undefined;
  type_id?: number | undefined;
  type?: string | undefined;
  os?: { name: string; type_id: number; type: string } | undefined;
  intermediate_ips?: string[] | undefined;
  fingerprints?: { algorithm_id: number; algorithm: string; value: string }[] | undefined;
  autonomous_system?: { number?: number | undefined; name?: string | undefined } | undefined;
  location?: OcsfLocation | undefined;
}

export interface OcsfLocation {
  city?: string | undefined;
  country?: string | undefined;
  continent?: string | undefined;
  lat?: number | undefined;
  long?: number | undefined;
  /** Longitude, then latitude: up to 1.1.0. */
  coordinates?: [number, number] | undefined;
}

export interface OcsfHttpRequest {
  http_method?: string | undefined;
  url?: { path: string } | undefined;
  user_agent?: string | undefined;
}

export interface OcsfAuthFactor {
  factor_type_id: number;
  factor_type: string;
  is_totp?: boolean | undefined;
  provider?: string | undefined;
}

export interface OcsfEntity extends OcsfNamed {
  type_id?: number | undefined;
  type?: string | undefined;
}

export interface OcsfAttack {
  version: string;
  tactic?: { uid: string; name: string } | undefined;
  technique: { uid: string; name?: string };
  sub_technique?: { uid: string; name?: string } | undefined;
}

export interface OcsfFindingInfo {
  uid: string;
  title: string;
  types?: string[] | undefined;
  first_seen_time?: number | undefined;
  analytic?: { type_id: number; type: string; uid: string; name: string } | undefined;
  related_events?: { uid: string; type_uid: number }[] | undefined;
  attacks?: OcsfAttack[] | undefined;
}

export interface OcsfEvidence {
  actor?: OcsfActor | undefined;
  src_endpoint?: OcsfEndpoint | undefined;
  /** As {@link OcsfEnrichment.data}. */
  data?: unknown;
  http_request?: OcsfHttpRequest | undefined;
}

export interface OcsfEnrichment {
  name: string;
  value: string;
  type: string;
  provider: string;
  created_time?: number | undefined;
  /** Free JSON, or its text where the reader's table needs one type. */
  data: unknown;
}

export interface OcsfObservable {
  name: string;
  type_id: number;
  type: string;
  value: string;
}
