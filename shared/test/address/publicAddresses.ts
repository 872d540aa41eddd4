/** Postal addresses of public places, as these publish them: name | line 1 | line 2 | postal code | city | region | country. */
const LIST = `
The White House | 1600 Pennsylvania Avenue NW | | 20500 | Washington | DC | US
The Metropolitan Museum of Art | 1000 Fifth Avenue | | 10028-0198 | New York | US-NY | US
Alaska State Museum | 395 Whittier Street | | 99801 | Juneau | AK | US
US Embassy Tokyo, mail | Unit 9800 Box 300 | | 96303-0300 | APO | AP | US
Museo de Arte de Puerto Rico | 299 Avenida José de Diego | | 00909 | San Juan | | PR
Canadian Museum of History | 100 rue Laurier | | k1a0m8 | Gatineau | QC | CA
Royal Ontario Museum | 100 Queen's Park | | M5S 2C6 | Toronto | CA-ON | CA
Yellowknife City Hall | P.O. Box 580 | 4807 52nd Street | X1A 2N4 | Yellowknife | NT | CA
Museo Nacional de Antropología | Av. Paseo de la Reforma s/n | Polanco, Bosque de Chapultepec I Secc, Miguel Hidalgo | 11560 | Ciudad de México | MX-CMX | MX
Museu de Arte de São Paulo | Avenida Paulista, 1578 | Bela Vista | 01310200 | São Paulo | SP | BR
Supremo Tribunal Federal | Praça dos Três Poderes | | 70175-900 | Brasília | BR-DF | BR
Casa Rosada | Balcarce 50 | | C1064AAB | Ciudad Autónoma de Buenos Aires | | AR
Museo Nacional de Bellas Artes | José Miguel de la Barra 650 | Parque Forestal | 8320356 | Santiago | | CL
Museo del Oro | Carrera 6 No. 15-88 | | 111711 | Bogotá | CO-DC | CO
Museo de Arte de Lima | Paseo Colón 125 | Parque de la Exposición | 15046 | Lima | | PE
Palacio Salvo | Plaza Independencia 848 | | 11100 | Montevideo | | UY
Canal de Panamá, Centro de Visitantes | Esclusas de Miraflores | | | Ciudad de Panamá | Panamá | PA
British Museum | Great Russell Street | | wc1b3dg | London | | GB
10 Downing Street | 10 Downing Street | | SW1A 2AA | London | Greater London | GB
National Museum of Scotland | Chambers Street | | EH1 1JF | Edinburgh | | GB
Senedd Cymru | Pierhead Street | | CF99 1SN | Cardiff | | GB
British Forces Post Office | RAF Northolt | West End Road | HA4 6NG | Ruislip | Middlesex | GB
Guernsey Museum at Candie | Candie Gardens | | GY1 1UG | St Peter Port | | GG
Gibraltar Post Office | 104 Main Street | | GX11 1AA | Gibraltar | | GI
General Post Office | O'Connell Street Lower | North City | D01 F5P2 | Dublin 1 | | IE
Blarney Castle | Blarney | | | Co. Cork | County Cork | IE
Deutscher Bundestag | Platz der Republik 1 | | D-11011 | Berlin | | DE
Stadtverwaltung Karlsruhe | | | 76124 | Karlsruhe | | DE
Deutsches Museum | Museumsinsel 1 | | 80538 | München | | DE
Kunsthistorisches Museum | Maria-Theresien-Platz | | A-1010 | Wien | | AT
Bundeshaus | Bundesplatz 3 | | CH-3003 | Bern | | CH
Landesverwaltung Liechtenstein | Peter-Kaiser-Platz 1 | Postfach 684 | FL-9490 | Vaduz | | LI
Musée du Louvre | Rue de Rivoli | | 75058 | Paris Cedex 01 | | FR
Mairie de Saint-Denis | 2 rue de Paris | | 97717 | Saint-Denis Cedex 9 | | FR
Musée de la Martinique | 9 rue de la Liberté | | 97200 | Fort-de-France | | MQ
Palais princier | Place du Palais | | MC 98000 | Monaco | | MC
Rijksmuseum | Museumstraat 1 | | 1071xx | Amsterdam | | NL
Manneken-Pis, Hôtel de Ville | Grand-Place 1 | | B-1000 | Bruxelles | | BE
Chambre des Députés | 23, rue du Marché-aux-Herbes | | L-1728 | Luxembourg | | LU
Museo Nacional del Prado | C. Ruiz de Alarcón, 23 | | 28014 | Madrid | | ES
Cabildo de Tenerife | Plaza de España, 1 | | 38003 | Santa Cruz de Tenerife | ES-TF | ES
Museu Nacional do Azulejo | Rua da Madre de Deus, 4 | | 1900-312 | Lisboa | | PT
Galleria degli Uffizi | Piazzale degli Uffizi, 6 | | 50122 | Firenze | FI | IT
Colosseo | Piazza del Colosseo, 1 | | I-00184 | Roma | IT-RM | IT
Musei Vaticani | Viale Vaticano | | 00120 | Città del Vaticano | | VA
Μουσείο Ακρόπολης | Διονυσίου Αρεοπαγίτου 15 | | 11742 | Αθήνα | | GR
Nationalmuseum | Södra Blasieholmshamnen 2 | Box 16176 | SE-103 24 | Stockholm | | SE
Munchmuseet | Edvard Munchs plass 1 | | 0194 | Oslo | | NO
Statens Museum for Kunst | Sølvgade 48-50 | | DK-1307 | København K | | DK
Kiasma | Mannerheiminaukio 2 | | FI-00100 | Helsinki | | FI
Þjóðminjasafn Íslands | Suðurgata 41 | | 101 | Reykjavík | | IS
Muzeum Narodowe | Al. Jerozolimskie 3 | | 00495 | Warszawa | | PL
Národní muzeum | Václavské náměstí 68 | | 11579 | Praha 1 | | CZ
Országház | Kossuth Lajos tér 1-3 | | 1055 | Budapest | | HU
Latvijas Nacionālais mākslas muzejs | Jaņa Rozentāla laukums 1 | | 1010 | Rīga | | LV
Kumu kunstimuuseum | Weizenbergi 34 | | 10127 | Tallinn | | EE
Palatul Parlamentului | Strada Izvor 2-4 | | 050563 | București | | RO
Національний музей історії України | вул. Володимирська, 2 | | 01001 | Київ | | UA
Государственный Эрмитаж | Дворцовая пл., 2 | | 190000 | Санкт-Петербург | RU-SPE | RU
Topkapı Sarayı | Cankurtaran Mah. | Fatih | 34122 | İstanbul | | TR
מוזיאון ישראל | שדרות רופין 11 | | 9171002 | ירושלים | | IL
المتحف المصري | ميدان التحرير، قصر الدوبارة | | ١١٥١٦ | القاهرة | | EG
متحف الفن الإسلامي | كورنيش الدوحة | ص.ب 2777 | | الدوحة | | QA
برج خليفة | 1 Sheikh Mohammed bin Rashid Boulevard | P.O. Box 9440 | | دبي | AE-DU | AE
المتحف الوطني | طريق الملك سعود، المربع | | 12631 | الرياض | | SA
موزه ملی ایران | خیابان امام خمینی، خیابان سی تیر | | ۱۱۳۶۹-۱۷۱۱۱ | تهران | | IR
東京国立博物館 | 上野公園13-9 | | 〒110-8712 | 台東区 | JP-13 | JP
外務省 | 霞が関2-2-1 | | １００８９１９ | 千代田区 | 13 | JP
故宫博物院 | 景山前街4号 | 东城区 | 100009 | 北京市 | CN-BJ | CN
國立故宮博物院 | 至善路二段221號 | 士林區 | 111001 | 臺北市 | TPE | TW
香港郵政總局 | 中環康樂廣場2號 | | | 香港 | Hong Kong Island | HK
澳門郵政總局 | 議事亭前地 | | 000000 | 澳門 | | MO
국립중앙박물관 | 서빙고로 137 | 용산구 | 04383 | 서울 | KR-11 | KR
National Gallery Singapore | 1 St Andrew's Road, #01-01 | | 178957 | Singapore | | SG
Muzium Negara | Jalan Damansara | | 50566 | Kuala Lumpur | | MY
พิพิธภัณฑสถานแห่งชาติ พระนคร | 4 ถนนหน้าพระธาตุ | พระบรมมหาราชวัง เขตพระนคร | ๑๐๒๐๐ | กรุงเทพมหานคร | | TH
Museum Nasional Indonesia | Jl. Medan Merdeka Barat No. 12 | Gambir | 10110 | Jakarta Pusat | JK | ID
Bảo tàng Lịch sử Quốc gia | 1 Tràng Tiền | Hoàn Kiếm | 11022 | Hà Nội | | VN
राष्ट्रीय संग्रहालय | जनपथ | | 110 011 | नई दिल्ली | DL | IN
Sydney Opera House | Bennelong Point | GPO Box R239 | 2000 | Sydney | NSW | AU
Te Papa Tongarewa | 55 Cable Street | Te Aro | 6011 | Wellington | | NZ
South African Museum | 25 Queen Victoria Street | Gardens | 8001 | Cape Town | Western Cape | ZA
National Museum of Kenya | Kipande Road | P.O. Box 40658 | 00100 | Nairobi | | KE
National Museum of Ghana | Barnes Road | P.O. Box GP 3343 | GA-107-5648 | Accra | | GH
Musée des Civilisations Noires | Autoroute prolongée x Place de la Gare | BP 4001 | | Dakar | | SN
`;

/** These addresses as a client sends them. */
export const publicAddresses: Record<string, string>[] = LIST.trim()
  .split('\n')
  .map((entry) => {
    const [name = '', line1 = '', line2 = '', postalCode = '', city = '', region = '', country = ''] = entry
      .split('|')
      .map((field) => field.trim());
    const given = { name, line1: line1 || name, line2, postalCode, city, region, country };
    return Object.fromEntries(Object.entries(given).filter(([, text]) => text !== ''));
  });
