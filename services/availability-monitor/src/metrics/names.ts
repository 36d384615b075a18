/** Names of the monitor's own metrics, as Prometheus sees them; counters get `_total` and histograms their suffixes from the format. */
export const MONITOR_METRIC = {
  state: 'officine_mysecu_state',
  stateSince: 'officine_mysecu_state_since_timestamp_seconds',
  probes: 'officine_mysecu_probes',
  probeDuration: 'officine_mysecu_probe_duration_seconds',
  calls: 'officine_mysecu_traffic_calls',
  callDuration: 'officine_mysecu_traffic_duration_seconds',
  sliEvents: 'officine_mysecu_sli_events',
  certificateDays: 'officine_mysecu_server_certificate_days_left',
  disagreement: 'officine_mysecu_disagreement',
  objective: 'officine_mysecu_objective_ratio',
  availability: 'officine_mysecu_availability_ratio',
  budgetLeft: 'officine_mysecu_error_budget_left_ratio',
  unknownShare: 'officine_mysecu_unknown_ratio',
  observedAt: 'officine_monitor_observed_timestamp_seconds',
  owner: 'officine_monitor_owner',
  historyAvailable: 'officine_monitor_history_available',
} as const;
