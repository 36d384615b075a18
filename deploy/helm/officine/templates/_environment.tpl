{{/*
The environment of each container. What is empty is left out: a service's own default then holds. Arguments: root, component, section.
*/}}

{{- define "officine.env" -}}
{{- $services := include "officine.services" .root | fromYaml -}}
{{- $v := .root.Values -}}
{{- $mysecu := list "verification" "auth-token" "availability-monitor" -}}
{{- $audit := list "audit" "audit-purge" -}}
{{ include "officine.env.kafka" . }}
- { name: MYSECU_ENVIRONMENT, value: {{ $v.environment }} }
{{- if has .component $mysecu }}
{{ include "officine.env.mysecu" . }}
{{- end }}
{{- if has .component (list "verification" "auth-token") }}
- { name: OFFICINE_TOKEN_KEYS_FILE, value: {{ include "officine.secretFile" (dict "root" .root "ref" "tokenKeys") }} }
{{- end }}
{{- if eq .component "verification" }}
- { name: OFFICINE_PSEUDONYM_KEYS_FILE, value: {{ include "officine.secretFile" (dict "root" .root "ref" "pseudonymKeys") }} }
{{- end }}
{{- if has .component $audit }}
- { name: OFFICINE_AUDIT_SIGNING_KEY_FILE, value: {{ include "officine.secretFile" (dict "root" .root "ref" "auditSigningKey") }} }
- { name: OFFICINE_AUDIT_RETENTION, value: {{ $v.audit.retention | quote }} }
{{- with $v.audit.oidcIssuer }}
- { name: OFFICINE_OIDC_ISSUER, value: {{ . | quote }} }
{{- end }}
{{- end }}
{{- if eq .component "audit" }}
- { name: OFFICINE_AUDIT_API_PORT, value: "8081" }
{{- end }}
{{- if eq .component "availability-monitor" }}
{{ include "officine.env.monitor" . }}
{{- end }}
{{- with (dict "audit" $v.secrets.mongodbAudit "audit-purge" $v.secrets.mongodbPurge "availability-monitor" $v.secrets.mongodbMonitor | dig .component nil) }}
- name: MONGODB_URI
  valueFrom: { secretKeyRef: { name: {{ .name }}, key: {{ .key }} } }
{{- end }}
- { name: OFFICINE_HTTP_PORT, value: "8080" }
{{ include "officine.env.telemetry" . }}
{{- with .section }}
- { name: LOG_LEVEL, value: {{ .logLevel }} }
{{- with .extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "officine.env.kafka" -}}
{{- $kafka := .root.Values.kafka -}}
- { name: KAFKA_BROKERS, value: {{ join "," $kafka.brokers | quote }} }
{{- if include "officine.kafka.tls" .root }}
- { name: KAFKA_SSL_CA_FILE, value: /etc/officine/kafka/ca.crt }
{{- end }}
{{- if eq $kafka.authentication "tls" }}
- { name: KAFKA_SSL_CERT_FILE, value: {{ include "officine.kafkaUser.file" (dict "root" .root "user" .kafkaUser "file" "user.crt" "key" .kafkaUser.certKey) }} }
- { name: KAFKA_SSL_KEY_FILE, value: {{ include "officine.kafkaUser.file" (dict "root" .root "user" .kafkaUser "file" "user.key" "key" .kafkaUser.keyKey) }} }
{{- else if ne $kafka.authentication "none" }}
- { name: KAFKA_SASL_MECHANISM, value: {{ $kafka.authentication }} }
- { name: KAFKA_SASL_USERNAME, value: {{ .kafkaUser.username | quote }} }
- { name: KAFKA_SASL_PASSWORD_FILE, value: {{ include "officine.kafkaUser.file" (dict "root" .root "user" .kafkaUser "file" "password" "key" .kafkaUser.passwordKey) }} }
{{- end }}
{{- end -}}

{{- define "officine.env.mysecu" -}}
{{- $m := .root.Values.mysecu -}}
{{- $directory := "/etc/officine/mysecu/" -}}
{{- range list (list "MYSECU_SERVICE_URL" $m.serviceUrl) (list "MYSECU_TOKEN_URL" $m.tokenUrl) (list "MYSECU_IDP_URL" $m.idpUrl) (list "MYSECU_IDP_DESTINATION" $m.idpDestination) (list "MYSECU_PROXY_URL" $m.proxyUrl) }}
{{- if last . }}
- { name: {{ first . }}, value: {{ last . | quote }} }
{{- end }}
{{- end }}
{{- range list (list "MYSECU_TLS_CA_FILE" $m.trust.tlsCaKey) (list "MYSECU_IDP_TLS_CA_FILE" $m.trust.idpTlsCaKey) (list "MYSECU_SIGNER_FILE" $m.trust.signerKey) (list "MYSECU_TOKEN_SIGNER_FILE" $m.trust.tokenSignerKey) (list "MYSECU_IDP_SIGNER_FILE" $m.trust.idpSignerKey) }}
{{- if last . }}
- { name: {{ first . }}, value: {{ printf "%s%s" $directory (last .) }} }
{{- end }}
{{- end }}
{{- if $m.wire }}
- { name: MYSECU_WIRE_FILE, value: {{ $directory }}wire.json }
{{- end }}
- { name: MYSECU_CONNECT_TIMEOUT_MS, value: {{ int64 $m.connectTimeoutMs | quote }} }
- { name: MYSECU_READ_TIMEOUT_MS, value: {{ int64 $m.readTimeoutMs | quote }} }
- { name: MYSECU_RATE_PER_SECOND, value: {{ $m.ratePerSecond | toString | quote }} }
- { name: MYSECU_CONCURRENCY, value: {{ int64 $m.concurrency | quote }} }
- { name: OFFICINE_CREDENTIALS_DIR, value: /run/secrets/credentials }
{{- if and (ne .component "auth-token") (not $m.models.samples) }}
- { name: OFFICINE_MODELS_DIR, value: /etc/officine/models }
{{- end }}
{{- end -}}

{{- define "officine.env.monitor" -}}
{{- $m := .root.Values.availabilityMonitor -}}
{{- $secrets := .root.Values.secrets -}}
- { name: OFFICINE_MONITOR_PORT, value: "8081" }
- { name: OFFICINE_MONITOR_FILE, value: /etc/officine/monitor/monitor.yaml }
{{- if $secrets.monitorToken.name }}
- { name: OFFICINE_MONITOR_TOKEN_FILE, value: {{ include "officine.secretFile" (dict "root" .root "ref" "monitorToken") }} }
{{- end }}
{{- if $m.smtp.host }}
- { name: OFFICINE_SMTP_HOST, value: {{ $m.smtp.host | quote }} }
- { name: OFFICINE_SMTP_PORT, value: {{ int64 $m.smtp.port | quote }} }
{{- if $m.smtp.username }}
- { name: OFFICINE_SMTP_USERNAME, value: {{ $m.smtp.username | quote }} }
- { name: OFFICINE_SMTP_PASSWORD_FILE, value: {{ include "officine.secretFile" (dict "root" .root "ref" "smtpPassword") }} }
{{- end }}
{{- if $m.smtp.caConfigMap }}
- { name: OFFICINE_SMTP_CA_FILE, value: /etc/officine/monitor/smtp-ca.crt }
{{- end }}
{{- end }}
{{- if $m.webhook.url }}
- { name: OFFICINE_WEBHOOK_URL, value: {{ $m.webhook.url | quote }} }
- { name: OFFICINE_WEBHOOK_SECRET_FILE, value: {{ include "officine.secretFile" (dict "root" .root "ref" "webhookSecret") }} }
{{- end }}
{{- end -}}

{{- define "officine.env.telemetry" -}}
{{- $t := .root.Values.telemetry -}}
- { name: OTEL_SERVICE_NAME, value: {{ .component }} }
- { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
- { name: OTEL_RESOURCE_ATTRIBUTES, value: "service.namespace=officine,service.version={{ .root.Chart.AppVersion }},k8s.namespace.name={{ .root.Release.Namespace }},k8s.pod.name=$(POD_NAME)" }
{{- if $t.otlpEndpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ $t.otlpEndpoint | quote }} }
- { name: OTEL_EXPORTER_OTLP_PROTOCOL, value: {{ $t.otlpProtocol }} }
- { name: OTEL_TRACES_SAMPLER, value: {{ $t.sampler }} }
{{- with $t.samplerArg }}
- { name: OTEL_TRACES_SAMPLER_ARG, value: {{ . | quote }} }
{{- end }}
{{- else }}
- { name: OTEL_TRACES_EXPORTER, value: none }
{{- end }}
{{- end -}}
