{{/*
Volumes and their mounts. Everything that a service reads is mounted read-only; nothing is written.
Below /run/secrets is what nobody else may see, below /etc/officine what is configuration. Modes are decimal, as not every reader of YAML
takes 0440 for octal: 288 is 0440, 292 is 0444.
*/}}

{{/* The references of `secrets` whose files a component reads. MONGODB_URI is an environment variable, hence not here. */}}
{{- define "officine.secretRefs" -}}
{{- $refs := list -}}
{{- if has .component (list "verification" "auth-token") }}{{ $refs = append $refs "tokenKeys" }}{{ end -}}
{{- if eq .component "verification" }}{{ $refs = append $refs "pseudonymKeys" }}{{ end -}}
{{- if has .component (list "audit" "audit-purge") }}{{ $refs = append $refs "auditSigningKey" }}{{ end -}}
{{- if eq .component "availability-monitor" -}}
{{- $m := .root.Values.availabilityMonitor -}}
{{- if .root.Values.secrets.monitorToken.name }}{{ $refs = append $refs "monitorToken" }}{{ end -}}
{{- if and $m.smtp.host $m.smtp.username }}{{ $refs = append $refs "smtpPassword" }}{{ end -}}
{{- if $m.webhook.url }}{{ $refs = append $refs "webhookSecret" }}{{ end -}}
{{- end -}}
{{ toYaml $refs }}
{{- end -}}

{{/* Where a file of `secrets` is. Arguments: root, ref. */}}
{{- define "officine.secretFile" -}}
{{- $ref := get .root.Values.secrets .ref -}}
{{- if eq .root.Values.secrets.source "csi" -}}
/run/secrets/officine/{{ $ref.key }}
{{- else -}}
/run/secrets/officine/{{ kebabcase .ref }}/{{ $ref.key }}
{{- end -}}
{{- end -}}

{{/* Where a file of the Kafka user is: with CSI and no Secret named, among the other files. Arguments: root, user, file, key. */}}
{{- define "officine.kafkaUser.file" -}}
{{- if .user.secret -}}
/etc/officine/kafka/{{ .file }}
{{- else -}}
/run/secrets/officine/{{ .key }}
{{- end -}}
{{- end -}}

{{- define "officine.kafka.tls" -}}
{{- if or .Values.kafka.tls.caSecret .Values.kafka.tls.caConfigMap }}yes{{ end -}}
{{- end -}}

{{/* Sources of the projected volume "kafka". Arguments: root, kafkaUser. */}}
{{- define "officine.kafkaSources" -}}
{{- $k := .root.Values.kafka -}}
{{- if $k.tls.caSecret }}
- secret: { name: {{ $k.tls.caSecret }}, items: [{ key: {{ $k.tls.caKey }}, path: ca.crt }] }
{{- else if $k.tls.caConfigMap }}
- configMap: { name: {{ $k.tls.caConfigMap }}, items: [{ key: {{ $k.tls.caKey }}, path: ca.crt }] }
{{- end }}
{{- if .kafkaUser.secret }}
{{- if eq $k.authentication "tls" }}
- secret: { name: {{ .kafkaUser.secret }}, items: [{ key: {{ .kafkaUser.certKey }}, path: user.crt }, { key: {{ .kafkaUser.keyKey }}, path: user.key }] }
{{- else if ne $k.authentication "none" }}
- secret: { name: {{ .kafkaUser.secret }}, items: [{ key: {{ .kafkaUser.passwordKey }}, path: password }] }
{{- end }}
{{- end }}
{{- end -}}

{{/* Pharmacies whose keys a component holds: the monitor that of its probes alone. */}}
{{- define "officine.pharmacies" -}}
{{- $all := .root.Values.credentials.pharmacies -}}
{{- if eq .component "availability-monitor" -}}
{{- $probe := dig "identity" "pharmacy" "" .root.Values.availabilityMonitor.plan -}}
{{- $held := list -}}
{{- range $all }}{{ if eq .id $probe }}{{ $held = append $held . }}{{ end }}{{ end -}}
{{- toYaml $held -}}
{{- else -}}
{{- toYaml $all -}}
{{- end -}}
{{- end -}}

{{- define "officine.volumes" -}}
{{- $v := .root.Values -}}
{{- $fullname := include "officine.fullname" .root -}}
{{- $callsMysecu := has .component (list "verification" "auth-token" "availability-monitor") -}}
{{- $refs := include "officine.secretRefs" . | fromYamlArray -}}
{{- $csi := eq $v.secrets.source "csi" -}}
{{- $kafka := include "officine.kafkaSources" . | trim -}}
{{- if $kafka }}
- name: kafka
  projected:
    defaultMode: 288
    sources: {{ $kafka | nindent 6 }}
{{- end }}
{{- if and $csi (or $refs (not .kafkaUser.secret)) }}
- name: secrets
  csi:
    driver: {{ $v.secrets.csi.driver }}
    readOnly: true
    volumeAttributes: { secretProviderClass: {{ $v.secrets.csi.secretProviderClass }}-{{ .component }} }
{{- else if $refs }}
- name: secrets
  projected:
    defaultMode: 288
    sources:
      {{- range $refs }}
      {{- $ref := get $v.secrets . }}
      - secret: { name: {{ $ref.name }}, items: [{ key: {{ $ref.key }}, path: {{ kebabcase . }}/{{ $ref.key }} }] }
      {{- end }}
{{- end }}
{{- if $callsMysecu }}
- name: mysecu
  projected:
    defaultMode: 292
    sources:
      - configMap: { name: {{ $v.mysecu.trust.configMap | default (printf "%s-trust" $fullname) }} }
      {{- if $v.mysecu.wire }}
      - configMap: { name: {{ $fullname }}-wire }
      {{- end }}
{{ include "officine.credentialsVolume" . }}
{{- if and (ne .component "auth-token") (not $v.mysecu.models.samples) }}
- name: models
  {{- if $v.mysecu.models.secret }}
  secret: { secretName: {{ $v.mysecu.models.secret }}, defaultMode: 288 }
  {{- else }}
  configMap: { name: {{ $v.mysecu.models.configMap }}, defaultMode: 292 }
  {{- end }}
{{- end }}
{{- end }}
{{- if eq .component "availability-monitor" }}
- name: monitor
  projected:
    defaultMode: 292
    sources:
      - configMap: { name: {{ $fullname }}-availability-monitor }
      {{- with $v.availabilityMonitor.smtp.caConfigMap }}
      - configMap: { name: {{ . }}, items: [{ key: ca.crt, path: smtp-ca.crt }] }
      {{- end }}
{{- end }}
{{- end -}}

{{- define "officine.credentialsVolume" -}}
{{- $v := .root.Values -}}
{{- $pharmacies := include "officine.pharmacies" . | fromYamlArray -}}
{{- $class := ternary $v.credentials.csi.probeSecretProviderClass $v.credentials.csi.secretProviderClass (eq .component "availability-monitor") -}}
- name: credentials
{{- if $class }}
  csi:
    driver: {{ $v.secrets.csi.driver }}
    readOnly: true
    volumeAttributes: { secretProviderClass: {{ $class }} }
{{- else if $pharmacies }}
  projected:
    defaultMode: 288
    sources:
      {{- range $pharmacies }}
      - secret:
          name: {{ .secret }}
          # Missing for one pharmacy must not keep all others waiting: the service tells which one it is.
          optional: true
          items:
            - { key: certificate.p12, path: {{ .id }}/certificate.p12 }
            - { key: passphrase, path: {{ .id }}/passphrase }
            {{- if .usernameToken }}
            - { key: username, path: {{ .id }}/username }
            - { key: password, path: {{ .id }}/password }
            {{- end }}
      {{- end }}
{{- else }}
  emptyDir: { medium: Memory, sizeLimit: 1Mi }
{{- end }}
{{- end -}}

{{- define "officine.volumeMounts" -}}
{{- $names := list -}}
{{- range include "officine.volumes" . | fromYamlArray }}{{ $names = append $names .name }}{{ end -}}
{{- $paths := dict "kafka" "/etc/officine/kafka" "secrets" "/run/secrets/officine" "mysecu" "/etc/officine/mysecu" "credentials" "/run/secrets/credentials" "models" "/etc/officine/models" "monitor" "/etc/officine/monitor" -}}
{{- range $names }}
- { name: {{ . }}, mountPath: {{ get $paths . }}, readOnly: true }
{{- end }}
{{- end -}}
