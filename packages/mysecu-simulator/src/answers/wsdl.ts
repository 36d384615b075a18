import { SYNC } from '../wire/namespaces.ts';

/** Names an internal host as the platform's own does: a client must never call it (protocol section 3.5). */
const INTERNAL_ADDRESS = 'http://espinst.internal.invalid:8080/ws/soap/espinst/syncexchange';

/** A description of the business service, written from the facts of protocol section 2; not the platform's document. */
export const WSDL = `<?xml version="1.0" encoding="UTF-8"?>
<!-- mySecu simulator: written from the publicly known facts, not the platform's own WSDL -->
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:sync="${SYNC}" name="SyncExchangeService" targetNamespace="${SYNC}">
  <wsdl:types>
    <xs:schema elementFormDefault="qualified" targetNamespace="${SYNC}">
      <xs:element name="RequestInfo">
        <xs:complexType>
          <xs:sequence><xs:any minOccurs="0" namespace="##other" processContents="lax"/></xs:sequence>
          <xs:attribute name="modelUID" use="required">
            <xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="[\\w_-]{1,32}"/></xs:restriction></xs:simpleType>
          </xs:attribute>
        </xs:complexType>
      </xs:element>
      <xs:element name="ResponseInfo">
        <xs:complexType>
          <xs:sequence><xs:any minOccurs="0" namespace="##other" processContents="lax"/></xs:sequence>
        </xs:complexType>
      </xs:element>
    </xs:schema>
  </wsdl:types>
  <wsdl:message name="RequestMessage"><wsdl:part element="sync:RequestInfo" name="parameters"/></wsdl:message>
  <wsdl:message name="ResponseMessage"><wsdl:part element="sync:ResponseInfo" name="parameters"/></wsdl:message>
  <wsdl:portType name="SyncExchangePortType">
    <wsdl:operation name="get">
      <wsdl:input message="sync:RequestMessage"/>
      <wsdl:output message="sync:ResponseMessage"/>
    </wsdl:operation>
  </wsdl:portType>
  <wsdl:binding name="SyncExchangeServiceSoapBinding" type="sync:SyncExchangePortType">
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="get">
      <soap:operation soapAction="exchange" style="document"/>
      <wsdl:input><soap:body use="literal"/></wsdl:input>
      <wsdl:output><soap:body use="literal"/></wsdl:output>
    </wsdl:operation>
  </wsdl:binding>
  <wsdl:service name="SyncExchangeService">
    <wsdl:port binding="sync:SyncExchangeServiceSoapBinding" name="SyncExchangePort">
      <soap:address location="${INTERNAL_ADDRESS}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
`;
