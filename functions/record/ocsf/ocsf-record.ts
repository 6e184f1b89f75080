/** The attributes of OCSF that we emit, by OCSF's names. One record is built once and never shared, so they may change. */
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
  status_code?: string;
  status_detail?: string;
  message?: string;
  metadata: OcsfMetadata;
  user?: OcsfUser;
  actor?: OcsfActor;
  service?: OcsfNamed;
  group?: OcsfNamed & { type?: string };
  entity?: OcsfEntity;
  session?: OcsfSession;
  api?: { operation: string; response?: { code: number } };
  src_endpoint?: OcsfEndpoint;
  dst_endpoint?: OcsfEndpoint;
  http_request?: OcsfHttpRequest;
  auth_protocol_id?: number;
  auth_protocol?: string;
  logon_type_id?: number;
  logon_type?: string;
  account_switch_type_id?: number;
  account_switch_type?: string;
  authentication_token?: { type_id: number; type: string };
  is_remote?: boolean;
  is_mfa?: boolean;
  auth_factors?: OcsfAuthFactor[];
  finding_info?: OcsfFindingInfo;
  evidences?: OcsfEvidence[];
  action_id?: number;
  action?: string;
  disposition_id?: number;
  disposition?: string;
  risk_level_id?: number;
  risk_level?: string;
  risk_details?: string;
  attacks?: OcsfAttack[];
  enrichments?: OcsfEnrichment[] | undefined;
  observables?: OcsfObservable[];
  unmapped: Record<string, string>;
  raw_data?: string;
}

export interface OcsfMetadata {
  version: string;
  profiles?: string[];
  uid: string;
  original_event_uid?: string;
  event_code?: string;
  correlation_uid?: string;
  tenant_uid?: string;
  log_name: string;
  log_provider: string;
  original_time?: string;
  labels?: string[];
  product: { name: string; vendor_name: string; uid: string; version?: string };
}

export interface OcsfNamed {
  uid?: string;
  name?: string;
}

export interface OcsfUser {
  uid?: string;
  name?: string;
  email_addr?: string;
  type_id?: number;
  type?: string;
  has_mfa?: boolean;
  org?: OcsfNamed;
}

export interface OcsfActor {
  user?: OcsfUser;
  session?: OcsfSession;
  app_uid?: string;
  app_name?: string;
  /** The name of an application up to 1.1.0; deprecated since. */
  invoked_by?: string;
  idp?: OcsfNamed;
}

export interface OcsfSession {
  uid: string;
  created_time?: number;
  expiration_time?: number;
  issuer?: string;
  is_mfa?: boolean;
  is_remote: boolean;
}

export interface OcsfEndpoint {
  ip?: string;
  hostname?: string;
  name?: string;
  svc_name?: string;
  type_id?: number;
  type?: string;
  autonomous_system?: { number: number };
  location?: OcsfLocation;
}

export interface OcsfLocation {
  city?: string;
  country?: string;
  lat?: number;
  long?: number;
  /** Longitude, then latitude: up to 1.1.0. */
  coordinates?: [number, number];
}

export interface OcsfHttpRequest {
  http_method?: string;
  url?: { path: string };
  user_agent?: string;
}

export interface OcsfAuthFactor {
  factor_type_id: number;
  factor_type: string;
  is_totp?: boolean;
  provider?: string;
}

export interface OcsfEntity extends OcsfNamed {
  type_id?: number;
  type?: string;
}

export interface OcsfAttack {
  tactic?: { uid: string; name: string };
  technique: { uid: string; name?: string };
  sub_technique?: { uid: string; name?: string };
}

export interface OcsfFindingInfo {
  uid: string;
  title: string;
  types?: string[];
  analytic?: { type_id: number; type: string; uid: string };
  related_events?: { uid: string; type_uid: number }[];
  attacks?: OcsfAttack[];
}

export interface OcsfEvidence {
  actor?: OcsfActor;
  src_endpoint?: OcsfEndpoint;
}

export interface OcsfEnrichment {
  name: string;
  value: string;
  type: string;
  provider: string;
  created_time?: number;
  /** Free JSON, or its text where the reader's table needs one type. */
  data: unknown;
}

export interface OcsfObservable {
  name: string;
  type_id: number;
  type: string;
  value: string;
}
