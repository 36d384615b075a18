export { exampleNames, renderedExamples } from './helm/examples.ts';
export { Helm, type HelmRun } from './helm/helm.ts';
export { type KubernetesObject, objectsIn, type PodTemplate, podsOf } from './kubernetes/objects.ts';
