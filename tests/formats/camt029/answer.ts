/** A bank's answer to a recall, as it is read alike in every version. @param version `09` */
export const answer = (version: string) => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.${version}"><RsltnOfInvstgtn>
<Assgnmt><Id>A1</Id><Assgnr><Agt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></Agt></Assgnr><Assgne><Pty><Nm>Duna Kft</Nm></Pty></Assgne><CreDtTm>2026-11-24T10:00:00Z</CreDtTm></Assgnmt>
<Sts><Conf>RJCR</Conf></Sts>
<CxlDtls><OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>B1</OrgnlPmtInfId><PmtInfCxlSts>RJCR</PmtInfCxlSts>
<TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxCxlSts>RJCR</TxCxlSts><CxlStsRsnInf><Rsn><Cd>CUST</Cd></Rsn><AddtlInf>The payee refuses</AddtlInf></CxlStsRsnInf></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>E2</OrgnlEndToEndId><TxCxlSts>PDCR</TxCxlSts></TxInfAndSts>
</OrgnlPmtInfAndSts></CxlDtls></RsltnOfInvstgtn></Document>`;
