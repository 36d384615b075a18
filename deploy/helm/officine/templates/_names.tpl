{{/* Names and labels. */}}

{{- define "officine.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "officine.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "officine.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "officine.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The services: the name of each among objects, and its section of the values. */}}
{{- define "officine.services" -}}
verification: verification
auth-token: authToken
audit: audit
availability-monitor: availabilityMonitor
{{- end -}}

{{/* Arguments: root; component (may be absent). */}}
{{- define "officine.selectorLabels" -}}
app.kubernetes.io/name: {{ include "officine.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end -}}

{{- define "officine.labels" -}}
{{ include "officine.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: officine
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
officine.lu/environment: {{ .root.Values.environment }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Arguments: root, component, image (the section's own part; may be absent). */}}
{{- define "officine.image" -}}
{{- $of := .root.Values.image -}}
{{- $own := default dict .image -}}
{{- $repository := $own.repository | default (list $of.registry $of.repository .component | compact | join "/") -}}
{{- if $own.digest -}}
{{ printf "%s@%s" $repository $own.digest }}
{{- else -}}
{{ printf "%s:%s" $repository (default .root.Chart.AppVersion $of.tag) }}
{{- end -}}
{{- end -}}
