const lake = 's3://aws-security-data-lake-eu-central-1-0f1e2d3c/ext';

/** Custom sources of two classes; the others are kept out of the lake. */
export const lakeSources = {
  base_event: 'none',
  detection_finding: 'none',
  account_change: 'none',
  authentication: `${lake}/auth0-3002/`,
  entity_management: 'none',
  group_management: 'none',
  api_activity: `${lake}/auth0-6003/1.0/`,
};
