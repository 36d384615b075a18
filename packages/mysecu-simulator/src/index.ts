export { FAULT_NAMES, type FaultName } from './faults/catalogue.ts';
export type { FaultRule } from './faults/fault-rules.ts';
export { type CertificateRequest, makeCertificate, makePkcs12 } from './identities/certificates.ts';
export { questionHash } from './models/read-question.ts';
export type {
  KeyPair,
  Latencies,
  Latency,
  PharmacyOptions,
  Ports,
  Settings,
  Simulator,
  SimulatorOptions,
} from './options.ts';
export { completeMatricule, isMatricule } from './register/matricule.ts';
export { type Dossier, loadRegister, type Person, type Prescriber, type Register, readRegister } from './register/register.ts';
export { startSimulator } from './simulator.ts';
export { STEPS, type Step } from './step.ts';
export type { TruthCounters, TruthEntry } from './truth.ts';
