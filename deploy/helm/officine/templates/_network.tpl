{{/* Parts of NetworkPolicies. */}}

{{/* Every public address. Our own networks are named where they are meant. */}}
{{- define "officine.net.public" -}}
- ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16] }
- ipBlock: { cidr: '::/0', except: ['fc00::/7', 'fe80::/10', '::1/128'] }
{{- end -}}

{{/* One egress rule. Arguments: to (peers; everywhere when empty), ports. */}}
{{- define "officine.net.egress" -}}
- ports: {{ range .ports }}{{ printf "\n    - { protocol: TCP, port: %d }" (int .) }}{{ end }}
{{- with .to }}
  to: {{ toYaml . | nindent 4 }}
{{- end }}
{{- end -}}

{{/* The ports of `host:port` pairs, each once. */}}
{{- define "officine.net.portsOf" -}}
{{- $ports := list -}}
{{- range . }}{{ $ports = append $ports (regexFind "[0-9]+$" . | int) }}{{ end -}}
{{ toYaml (uniq $ports) }}
{{- end -}}

{{/* The port of a URL. */}}
{{- define "officine.net.urlPort" -}}
{{- $url := urlParse . -}}
{{- regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) | default (ternary "80" "443" (eq $url.scheme "http")) -}}
{{- end -}}

{{/* Names, and Kafka: what every pod needs. */}}
{{- define "officine.net.base" -}}
- to: {{ toYaml .Values.networkPolicy.dns.to | nindent 4 }}
  ports: {{ range .Values.networkPolicy.dns.ports }}{{ printf "\n    - { protocol: UDP, port: %d }\n    - { protocol: TCP, port: %d }" (int .) (int .) }}{{ end }}
{{ include "officine.net.egress" (dict "to" .Values.kafka.network.to "ports" (include "officine.net.portsOf" .Values.kafka.brokers | fromYamlArray)) }}
{{- end -}}

{{/* mySecu and eSanté, or the proxy alone. */}}
{{- define "officine.net.mysecu" -}}
{{- $m := .Values.mysecu -}}
{{- $to := $m.network.to | default (include "officine.net.public" . | fromYamlArray) -}}
{{- if $m.proxyUrl -}}
{{ include "officine.net.egress" (dict "to" $m.network.to "ports" (list (include "officine.net.urlPort" $m.proxyUrl))) }}
{{- else -}}
{{ include "officine.net.egress" (dict "to" $to "ports" $m.network.ports) }}
{{- end -}}
{{- end -}}

{{/* Arguments: root, component, section. */}}
{{- define "officine.net.egressOf" -}}
{{- $v := .root.Values -}}
{{ include "officine.net.base" .root }}
{{- if has .component (list "audit" "audit-purge" "availability-monitor") }}
{{ include "officine.net.egress" (dict "to" $v.mongodb.network.to "ports" (list $v.mongodb.network.port)) }}
{{- end }}
{{- if has .component (list "verification" "auth-token" "availability-monitor") }}
{{ include "officine.net.mysecu" .root }}
{{- end }}
{{- if and (eq .component "audit") $v.audit.oidcIssuer }}
{{ include "officine.net.egress" (dict "to" $v.audit.oidcTo "ports" (list (include "officine.net.urlPort" $v.audit.oidcIssuer))) }}
{{- end }}
{{- if eq .component "availability-monitor" }}
{{- $m := $v.availabilityMonitor }}
{{- if $m.smtp.host }}
{{ include "officine.net.egress" (dict "to" $m.smtp.to "ports" (list $m.smtp.port)) }}
{{- end }}
{{- if $m.webhook.url }}
{{ include "officine.net.egress" (dict "to" $m.webhook.to "ports" (list $m.webhook.port)) }}
{{- end }}
{{- end }}
{{- if $v.telemetry.otlpEndpoint }}
{{ include "officine.net.egress" (dict "to" $v.telemetry.network.to "ports" (list (include "officine.net.urlPort" $v.telemetry.otlpEndpoint))) }}
{{- end }}
{{- with (default dict .section).extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Arguments: root, component. */}}
{{- define "officine.net.ingressOf" -}}
{{- if ne .component "audit-purge" -}}
{{- $v := .root.Values -}}
{{- $scraped := ternary (list 8080 8081) (list 8080) (eq .component "availability-monitor") -}}
{{- with $v.monitoring.from }}
- from: {{ toYaml . | nindent 4 }}
  ports: {{ range $scraped }}{{ printf "\n    - { protocol: TCP, port: %d }" . }}{{ end }}
{{- end }}
{{- $readers := ternary $v.audit.apiFrom (ternary $v.availabilityMonitor.statusPage.from list (eq .component "availability-monitor")) (eq .component "audit") }}
{{- with $readers }}
- from: {{ toYaml . | nindent 4 }}
  ports:
    - { protocol: TCP, port: 8081 }
{{- end }}
{{- end -}}
{{- end -}}
