{{/* What cannot be meant: every contradiction of the values at once, before anything is installed. */}}
{{- define "officine.contradictions" -}}
{{- $v := .Values -}}
{{- $found := list -}}
{{- $exploitation := eq $v.environment "exploitation" -}}

{{- if not $v.kafka.brokers -}}
{{- $found = append $found "kafka.brokers is empty" -}}
{{- end -}}
{{- if and (lt (int $v.kafka.replication) 3) (not $v.kafka.consentToFewerReplicas) -}}
{{- $found = append $found "kafka.replication is below 3: set kafka.consentToFewerReplicas if a broker lost may mean records lost" -}}
{{- end -}}
{{- if and (not (include "officine.kafka.tls" .)) (not $v.kafka.consentToPlaintext) -}}
{{- $found = append $found "kafka.tls names no CA, so that questions about patients would cross the network in clear: set kafka.consentToPlaintext if that is meant" -}}
{{- end -}}
{{- if and $v.kafka.tls.caSecret $v.kafka.tls.caConfigMap -}}
{{- $found = append $found "kafka.tls.caSecret and kafka.tls.caConfigMap exclude each other (clear the one with '')" -}}
{{- end -}}
{{- if and (eq $v.kafka.authentication "tls") (not (include "officine.kafka.tls" .)) -}}
{{- $found = append $found "kafka.authentication tls needs kafka.tls" -}}
{{- end -}}

{{- if not (or $v.secrets.tokenKeys.name (eq $v.secrets.source "csi")) -}}
{{- $found = append $found "secrets.tokenKeys names no Secret: without a token key no token can be kept" -}}
{{- end -}}
{{- range list "pseudonymKeys" "auditSigningKey" "mongodbAudit" "mongodbMonitor" -}}
{{- if not (or (get $v.secrets .).name (and (eq $v.secrets.source "csi") (not (hasPrefix "mongodb" .)))) -}}
{{- $found = append $found (printf "secrets.%s names no Secret" .) -}}
{{- end -}}
{{- end -}}
{{- if and $v.audit.purge.enabled (not $v.secrets.mongodbPurge.name) -}}
{{- $found = append $found "secrets.mongodbPurge names no Secret: the purge is a database user of its own" -}}
{{- end -}}
{{- if and (eq $v.secrets.source "external-secrets") (not $v.secrets.externalSecrets.storeRef.name) -}}
{{- $found = append $found "secrets.source external-secrets needs secrets.externalSecrets.storeRef.name" -}}
{{- end -}}
{{- if and (eq $v.secrets.source "csi") (not $v.secrets.csi.secretProviderClass) -}}
{{- $found = append $found "secrets.source csi needs secrets.csi.secretProviderClass" -}}
{{- end -}}
{{- if and $v.credentials.pharmacies $v.credentials.csi.secretProviderClass -}}
{{- $found = append $found "credentials.pharmacies and credentials.csi exclude each other" -}}
{{- end -}}
{{- $ids := list -}}
{{- range $v.credentials.pharmacies }}{{ $ids = append $ids .id }}{{ end -}}
{{- if ne (len $ids) (len (uniq $ids)) -}}
{{- $found = append $found "credentials.pharmacies names a pharmacy twice" -}}
{{- end -}}

{{- if not (or $v.mysecu.trust.configMap $v.mysecu.trust.certificates) -}}
{{- $found = append $found "mysecu.trust has no certificates: without them no answer can be told from a forgery" -}}
{{- end -}}
{{- if and $v.mysecu.trust.configMap $v.mysecu.trust.certificates -}}
{{- $found = append $found "mysecu.trust.configMap and mysecu.trust.certificates exclude each other" -}}
{{- end -}}
{{- if $v.mysecu.trust.certificates -}}
{{- range list $v.mysecu.trust.tlsCaKey $v.mysecu.trust.idpTlsCaKey $v.mysecu.trust.signerKey $v.mysecu.trust.tokenSignerKey $v.mysecu.trust.idpSignerKey -}}
{{- if and . (not (hasKey $v.mysecu.trust.certificates .)) -}}
{{- $found = append $found (printf "mysecu.trust.certificates lacks %s" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $models := list $v.mysecu.models.secret $v.mysecu.models.configMap (ternary "samples" "" $v.mysecu.models.samples) | compact -}}
{{- if not $models -}}
{{- $found = append $found "mysecu.models names no models: set secret or configMap, or samples: true outside exploitation" -}}
{{- else if gt (len $models) 1 -}}
{{- $found = append $found "mysecu.models.secret, .configMap and .samples exclude each other" -}}
{{- end -}}
{{- $exploitationHost := false -}}
{{- range list $v.mysecu.serviceUrl $v.mysecu.tokenUrl -}}
{{- if regexMatch "^https://ws\\.mysecu\\.lu\\.?(:443)?(/|$)" . }}{{ $exploitationHost = true }}{{ end -}}
{{- end -}}
{{- if and $exploitationHost (not $exploitation) -}}
{{- $found = append $found (printf "mysecu.serviceUrl or tokenUrl is exploitation's, environment is %s" $v.environment) -}}
{{- end -}}
{{- if and (eq $v.environment "custom") (not (and $v.mysecu.serviceUrl $v.mysecu.tokenUrl $v.mysecu.idpUrl $v.mysecu.idpDestination)) -}}
{{- $found = append $found "environment custom needs mysecu.serviceUrl, tokenUrl, idpUrl and idpDestination" -}}
{{- end -}}
{{- if $exploitation -}}
{{- if $v.mysecu.models.samples -}}
{{- $found = append $found "environment exploitation with mysecu.models.samples: a sample model never speaks for the CNS" -}}
{{- end -}}
{{- if not (and $v.mysecu.idpUrl $v.mysecu.idpDestination) -}}
{{- $found = append $found "environment exploitation needs mysecu.idpUrl and mysecu.idpDestination: they are not public" -}}
{{- end -}}
{{- range list $v.mysecu.serviceUrl $v.mysecu.tokenUrl -}}
{{- if contains ":7443" . -}}
{{- $found = append $found "environment exploitation with an address of certification (port 7443)" -}}
{{- end -}}
{{- end -}}
{{- if not (or $v.kafka.encryptionAtRest.attestation $v.kafka.encryptionAtRest.storageClasses) -}}
{{- $found = append $found "environment exploitation: kafka.encryptionAtRest must be attested or name storageClasses" -}}
{{- end -}}
{{- if not (or $v.mongodb.encryptionAtRest.attestation $v.mongodb.encryptionAtRest.storageClasses) -}}
{{- $found = append $found "environment exploitation: mongodb.encryptionAtRest must be attested or name storageClasses" -}}
{{- end -}}
{{- if eq $v.kafka.authentication "none" -}}
{{- $found = append $found "environment exploitation with kafka.authentication none: anybody could ask as any vendor" -}}
{{- end -}}
{{- $identity := dig "identity" dict $v.availabilityMonitor.plan -}}
{{- if and $identity (not (get $identity "approval")) -}}
{{- $found = append $found "environment exploitation: availabilityMonitor.plan.identity needs its approval" -}}
{{- end -}}
{{- end -}}
{{- $found = concat $found (include "officine.contradictions.monitor" . | fromYamlArray) -}}
{{- $found = concat $found (include "officine.contradictions.cluster" . | fromYamlArray) -}}
{{- if $found -}}
{{- fail (printf "\n\nThese values contradict each other or what Officine promises:\n- %s\n" (join "\n- " (uniq $found))) -}}
{{- end -}}
{{- end -}}

{{- define "officine.contradictions.monitor" -}}
{{- $v := .Values -}}
{{- $m := $v.availabilityMonitor -}}
{{- $found := list -}}
{{- $probe := dig "identity" "pharmacy" "" $m.plan -}}
{{- $held := list -}}
{{- range $v.credentials.pharmacies }}{{ $held = append $held .id }}{{ end -}}
{{- if and $probe (not (has $probe $held)) (not $v.credentials.csi.probeSecretProviderClass) -}}
{{- $found = append $found (printf "availabilityMonitor.plan.identity.pharmacy is %s, and credentials has no such pharmacy" $probe) -}}
{{- end -}}
{{- if and $m.smtp.host (not (dig "mail" dict $m.plan)) -}}
{{- $found = append $found "availabilityMonitor.smtp.host needs plan.mail" -}}
{{- end -}}
{{- if and (dig "helpDesk" "send" false $m.plan) (not $m.smtp.host) -}}
{{- $found = append $found "availabilityMonitor.plan.helpDesk.send needs smtp.host" -}}
{{- end -}}
{{- if and $m.smtp.username (not (or $v.secrets.smtpPassword.name (eq $v.secrets.source "csi"))) -}}
{{- $found = append $found "availabilityMonitor.smtp.username needs secrets.smtpPassword" -}}
{{- end -}}
{{- if and $m.webhook.url (not (or $v.secrets.webhookSecret.name (eq $v.secrets.source "csi"))) -}}
{{- $found = append $found "availabilityMonitor.webhook.url needs secrets.webhookSecret" -}}
{{- end -}}
{{- if and $m.statusPage.ingress.enabled $m.statusPage.gateway.enabled -}}
{{- $found = append $found "statusPage.ingress and statusPage.gateway exclude each other" -}}
{{- end -}}
{{- if and $m.statusPage.ingress.enabled (not $m.statusPage.ingress.host) -}}
{{- $found = append $found "statusPage.ingress needs a host" -}}
{{- end -}}
{{- if and $m.statusPage.gateway.enabled (not (and $m.statusPage.gateway.hosts $m.statusPage.gateway.parentRefs)) -}}
{{- $found = append $found "statusPage.gateway needs hosts and parentRefs" -}}
{{- end -}}
{{- if and $v.networkPolicy.enabled (or $m.statusPage.ingress.enabled $m.statusPage.gateway.enabled) (not $m.statusPage.from) -}}
{{- $found = append $found "statusPage.from must name the ingress controller or gateway: the network policy would keep readers out" -}}
{{- end -}}
{{- if lt (int $m.terminationGracePeriodSeconds) 35 -}}
{{- $found = append $found "availabilityMonitor.terminationGracePeriodSeconds must be 35 at least: it waits for the proxy first" -}}
{{- end -}}
{{- toYaml $found -}}
{{- end -}}

{{- define "officine.contradictions.cluster" -}}
{{- $v := .Values -}}
{{- $found := list -}}
{{- if and $v.strimzi.enabled $v.topics.job.enabled -}}
{{- $found = append $found "strimzi.enabled and topics.job.enabled exclude each other: two makers of one topic never agree" -}}
{{- end -}}
{{- if and $v.strimzi.enabled (not $v.strimzi.cluster) -}}
{{- $found = append $found "strimzi.enabled needs strimzi.cluster" -}}
{{- end -}}
{{- if and $v.strimzi.enabled $v.strimzi.users (not (has $v.kafka.authentication (list "scram-sha-512" "tls"))) -}}
{{- $found = append $found "strimzi.users needs kafka.authentication scram-sha-512 or tls" -}}
{{- end -}}
{{- range $component, $key := include "officine.services" . | fromYaml -}}
{{- $section := get $v $key -}}
{{- if and $v.strimzi.enabled $v.strimzi.users (ne $section.kafkaUser.username (printf "officine-%s" $component)) -}}
{{- $found = append $found (printf "%s.kafkaUser.username must be officine-%s: the permissions that strimzi.users makes are of that user" $key $component) -}}
{{- end -}}
{{- $scaling := get $section "autoscaling" | default (dict "type" "none") -}}
{{- if ne $scaling.type "none" -}}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) -}}
{{- $found = append $found (printf "%s.autoscaling.minReplicas is above maxReplicas" $key) -}}
{{- end -}}
{{- if lt (int $scaling.minReplicas) 1 -}}
{{- $found = append $found (printf "%s.autoscaling.minReplicas is 0: nobody would hear a check" $key) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $scaling.type "keda") (eq $component "verification") (not $v.vendors) -}}
{{- $found = append $found "verification.autoscaling.type keda needs vendors: lag is looked at vendor by vendor" -}}
{{- end -}}
{{- if and (eq $scaling.type "keda") (not $v.keda.secret) (ne $v.kafka.authentication "none") -}}
{{- $found = append $found "autoscaling.type keda needs keda.secret" -}}
{{- end -}}
{{- if and (eq $scaling.type "none") (eq (int $section.replicas) 1) (eq $v.environment "exploitation") -}}
{{- $found = append $found (printf "environment exploitation with one replica of %s: each node drained is an outage" $component) -}}
{{- end -}}
{{- end -}}
{{- if and $v.networkPolicy.enabled $v.monitoring.serviceMonitor.enabled (not $v.monitoring.from) -}}
{{- $found = append $found "monitoring.from must name the namespace of Prometheus: the network policy would keep it out" -}}
{{- end -}}
{{- $found = concat $found (include "officine.contradictions.egress" . | fromYamlArray) -}}
{{- $found = concat $found (include "officine.contradictions.storage" . | fromYamlArray) -}}
{{- toYaml $found -}}
{{- end -}}

{{/* A way out that names no destination would be a way around the rules for mySecu. */}}
{{- define "officine.contradictions.egress" -}}
{{- $v := .Values -}}
{{- $found := list -}}
{{- if $v.networkPolicy.enabled -}}
{{- $m := $v.availabilityMonitor -}}
{{- if and $v.mysecu.proxyUrl (not $v.mysecu.network.to) -}}
{{- $found = append $found "mysecu.proxyUrl needs mysecu.network.to, the address of the proxy" -}}
{{- end -}}
{{- if and $v.audit.oidcIssuer (not $v.audit.oidcTo) -}}
{{- $found = append $found "audit.oidcIssuer needs audit.oidcTo: only those who call mySecu may reach public addresses" -}}
{{- end -}}
{{- if and $m.smtp.host (not $m.smtp.to) -}}
{{- $found = append $found "availabilityMonitor.smtp.host needs smtp.to" -}}
{{- end -}}
{{- if and $m.webhook.url (not $m.webhook.to) -}}
{{- $found = append $found "availabilityMonitor.webhook.url needs webhook.to" -}}
{{- end -}}
{{- $unnamed := dict -}}
{{- if not $v.kafka.network.to }}{{ $_ := set $unnamed "kafka.network.to" (include "officine.net.portsOf" $v.kafka.brokers | fromYamlArray) }}{{ end -}}
{{- if not $v.mongodb.network.to }}{{ $_ := set $unnamed "mongodb.network.to" (list $v.mongodb.network.port) }}{{ end -}}
{{- if and $v.telemetry.otlpEndpoint (not $v.telemetry.network.to) }}{{ $_ := set $unnamed "telemetry.network.to" (list (include "officine.net.urlPort" $v.telemetry.otlpEndpoint)) }}{{ end -}}
{{- range $name, $ports := $unnamed -}}
{{- range $ports -}}
{{- $port := int . -}}
{{- range $v.mysecu.network.ports -}}
{{- if eq (int .) $port -}}
{{- $found = append $found (printf "%s must be named: port %d is mySecu's as well, and would let everything reach it" $name $port) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toYaml $found -}}
{{- end -}}

{{/* StorageClasses that exist and say of themselves that they do not encrypt. Only a real cluster can be asked. */}}
{{- define "officine.contradictions.storage" -}}
{{- $found := list -}}
{{- range concat .Values.kafka.encryptionAtRest.storageClasses .Values.mongodb.encryptionAtRest.storageClasses | uniq -}}
{{- $class := lookup "storage.k8s.io/v1" "StorageClass" "" . -}}
{{- if and $class (eq (include "officine.storageEncryption" $class) "no") -}}
{{- $found = append $found (printf "StorageClass %s does not encrypt what it stores" .) -}}
{{- end -}}
{{- end -}}
{{- toYaml $found -}}
{{- end -}}

{{/* yes, no or unknown, by the parameters of the provisioners that have a word for it. */}}
{{- define "officine.storageEncryption" -}}
{{- $p := default dict .parameters -}}
{{- $word := get $p "encrypted" | default (get $p "csi.storage.k8s.io/encrypted") | default (get $p "encryption") | lower -}}
{{- if or (get $p "diskEncryptionSetID") (get $p "disk-encryption-kms-key") (get $p "encryptionKMSID") (has $word (list "true" "yes" "1" "luks" "aes256")) -}}
yes
{{- else if or (has $word (list "false" "no" "0" "none")) (and (eq .provisioner "ebs.csi.aws.com") (eq $word "")) -}}
no
{{- else -}}
unknown
{{- end -}}
{{- end -}}

{{- define "officine.storageNotes" -}}
{{- range concat .Values.kafka.encryptionAtRest.storageClasses .Values.mongodb.encryptionAtRest.storageClasses | uniq }}
{{- $class := lookup "storage.k8s.io/v1" "StorageClass" "" . }}
{{- if not (and $class (eq (include "officine.storageEncryption" $class) "yes")) }}

StorageClass {{ . }}: whether it encrypts cannot be seen from here. Have it attested (docs/runbooks/going-live.md).
{{- end }}
{{- end }}
{{- end -}}
