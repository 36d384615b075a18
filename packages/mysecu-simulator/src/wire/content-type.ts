/** The content type of every SOAP message (protocol section 1). */
export const XML_TYPE = 'text/xml;charset=UTF-8';
