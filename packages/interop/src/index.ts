export { missingForWss4j } from './wss4j-build.ts';
export { type Believed, DESTINATION, type Judgement, startWss4jServer, type Wss4jServer } from './wss4j-server.ts';
