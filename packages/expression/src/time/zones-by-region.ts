/**
 * The 431 time zones that the language knows, by region, each followed by its other names (`zone=alias,alias`).
 * Offsets are not repeated here: they change, and the platform's time-zone data has them.
 */
export const ZONES_BY_REGION: Readonly<Record<string, string>> = {
  '': `
    CET CST6CDT EET EST EST5EDT HST MET MST MST7MDT PST8PDT UTC WET
  `,
  Africa: `
    Abidjan Accra Addis_Ababa Algiers Asmara=Africa/Asmera Bamako=Africa/Timbuktu Bangui Banjul Bissau Blantyre
    Brazzaville Bujumbura Cairo=Egypt Casablanca Ceuta Conakry Dakar Dar_es_Salaam Djibouti Douala El_Aaiun Freetown
    Gaborone Harare Johannesburg Kampala Khartoum Kigali Kinshasa Lagos Libreville Lome Luanda Lubumbashi Lusaka
    Malabo Maputo Maseru Mbabane Mogadishu Monrovia Nairobi Ndjamena Niamey Nouakchott Ouagadougou Porto-Novo
    Sao_Tome Tripoli=Libya Tunis Windhoek
  `,
  America: `
    Adak=America/Atka,US/Aleutian Anchorage=US/Alaska Anguilla Antigua Araguaina
    Argentina/Buenos_Aires=America/Buenos_Aires
    Argentina/Catamarca=America/Argentina/ComodRivadavia,America/Catamarca
    Argentina/Cordoba=America/Cordoba,America/Rosario Argentina/Jujuy=America/Jujuy Argentina/La_Rioja
    Argentina/Mendoza=America/Mendoza Argentina/Rio_Gallegos Argentina/Salta Argentina/San_Juan Argentina/San_Luis
    Argentina/Tucuman Argentina/Ushuaia Aruba Asuncion Atikokan=America/Coral_Harbour Bahia Bahia_Banderas Barbados
    Belem Belize Blanc-Sablon Boa_Vista Bogota Boise Cambridge_Bay Campo_Grande Cancun Caracas Cayenne Cayman
    Chicago=US/Central Chihuahua Costa_Rica Cuiaba Curacao Danmarkshavn Dawson Dawson_Creek
    Denver=America/Shiprock,Navajo,US/Mountain Detroit=US/Michigan Dominica Edmonton=Canada/Mountain Eirunepe
    El_Salvador Fortaleza Glace_Bay Godthab Goose_Bay Grand_Turk Grenada
    Guadeloupe=America/Marigot,America/St_Barthelemy Guatemala Guayaquil Guyana Halifax=Canada/Atlantic Havana=Cuba
    Hermosillo Indiana/Indianapolis=America/Fort_Wayne,America/Indianapolis,US/East-Indiana
    Indiana/Knox=America/Knox_IN,US/Indiana-Starke Indiana/Marengo Indiana/Petersburg Indiana/Tell_City
    Indiana/Vevay Indiana/Vincennes Indiana/Winamac Inuvik Iqaluit Jamaica=Jamaica Juneau
    Kentucky/Louisville=America/Louisville Kentucky/Monticello La_Paz Lima Los_Angeles=US/Pacific,US/Pacific-New
    Maceio Managua Manaus=Brazil/West Martinique Matamoros Mazatlan=Mexico/BajaSur Menominee Merida
    Mexico_City=Mexico/General Miquelon Moncton Monterrey Montevideo Montreal Montserrat Nassau New_York=US/Eastern
    Nipigon Nome Noronha=Brazil/DeNoronha North_Dakota/Center North_Dakota/New_Salem Ojinaga Panama Pangnirtung
    Paramaribo Phoenix=US/Arizona Port-au-Prince Port_of_Spain Porto_Velho Puerto_Rico Rainy_River Rankin_Inlet
    Recife Regina=Canada/East-Saskatchewan,Canada/Saskatchewan Resolute Rio_Branco=America/Porto_Acre,Brazil/Acre
    Santa_Isabel Santarem Santiago=Chile/Continental Santo_Domingo Sao_Paulo=Brazil/East Scoresbysund
    St_Johns=Canada/Newfoundland St_Kitts St_Lucia St_Thomas=America/Virgin St_Vincent Swift_Current Tegucigalpa
    Thule Thunder_Bay Tijuana=America/Ensenada,Mexico/BajaNorte Toronto=Canada/Eastern Tortola
    Vancouver=Canada/Pacific Whitehorse=Canada/Yukon Winnipeg=Canada/Central Yakutat Yellowknife
  `,
  Antarctica: `
    Casey Davis DumontDUrville Macquarie Mawson McMurdo=Antarctica/South_Pole Palmer Rothera Syowa Vostok
  `,
  Asia: `
    Aden Almaty Amman Anadyr Aqtau Aqtobe Ashgabat=Asia/Ashkhabad Baghdad Bahrain Baku Bangkok Beirut Bishkek Brunei
    Choibalsan Chongqing=Asia/Chungking Colombo Damascus Dhaka=Asia/Dacca Dili Dubai Dushanbe Gaza Harbin
    Ho_Chi_Minh=Asia/Saigon Hong_Kong=Hongkong Hovd Irkutsk Jakarta Jayapura Jerusalem=Asia/Tel_Aviv,Israel Kabul
    Kamchatka Karachi Kashgar Kathmandu=Asia/Katmandu Kolkata=Asia/Calcutta Krasnoyarsk Kuala_Lumpur Kuching Kuwait
    Macau=Asia/Macao Magadan Makassar=Asia/Ujung_Pandang Manila Muscat Nicosia=Europe/Nicosia Novokuznetsk
    Novosibirsk Omsk Oral Phnom_Penh Pontianak Pyongyang Qatar Qyzylorda Rangoon Riyadh Sakhalin Samarkand Seoul=ROK
    Shanghai=PRC Singapore=Singapore Taipei=ROC Tashkent Tbilisi Tehran=Iran Thimphu=Asia/Thimbu Tokyo=Japan
    Ulaanbaatar=Asia/Ulan_Bator Urumqi Vientiane Vladivostok Yakutsk Yekaterinburg Yerevan
  `,
  Atlantic: `
    Azores Bermuda Canary Cape_Verde Faroe=Atlantic/Faeroe Madeira Reykjavik=Iceland South_Georgia St_Helena Stanley
  `,
  Australia: `
    Adelaide=Australia/South Brisbane=Australia/Queensland Broken_Hill=Australia/Yancowinna Currie
    Darwin=Australia/North Eucla Hobart=Australia/Tasmania Lindeman Lord_Howe=Australia/LHI
    Melbourne=Australia/Victoria Perth=Australia/West Sydney=Australia/ACT,Australia/Canberra,Australia/NSW
  `,
  Etc: `
    GMT=Etc/GMT+0,Etc/GMT-0,Etc/GMT0,Etc/Greenwich,GMT,GMT+0,GMT-0,GMT0,Greenwich GMT+1 GMT+10 GMT+11 GMT+12 GMT+2
    GMT+3 GMT+4 GMT+5 GMT+6 GMT+7 GMT+8 GMT+9 GMT-1 GMT-10 GMT-11 GMT-12 GMT-13 GMT-14 GMT-2 GMT-3 GMT-4 GMT-5 GMT-6
    GMT-7 GMT-8 GMT-9 UCT=UCT UTC=Etc/Universal,Etc/Zulu,Universal,Zulu
  `,
  Europe: `
    Amsterdam Andorra Athens Belgrade=Europe/Ljubljana,Europe/Podgorica,Europe/Sarajevo,Europe/Skopje,Europe/Zagreb
    Berlin Brussels Bucharest Budapest Chisinau=Europe/Tiraspol Copenhagen Dublin=Eire Gibraltar
    Helsinki=Europe/Mariehamn Istanbul=Asia/Istanbul,Turkey Kaliningrad Kiev Lisbon=Portugal
    London=Europe/Belfast,Europe/Guernsey,Europe/Isle_of_Man,Europe/Jersey,GB,GB-Eire Luxembourg Madrid Malta Minsk
    Monaco Moscow=W-SU Oslo=Arctic/Longyearbyen,Atlantic/Jan_Mayen Paris Prague=Europe/Bratislava Riga
    Rome=Europe/San_Marino,Europe/Vatican Samara Simferopol Sofia Stockholm Tallinn Tirane Uzhgorod Vaduz Vienna
    Vilnius Volgograd Warsaw=Poland Zaporozhye Zurich
  `,
  Indian: `
    Antananarivo Chagos Christmas Cocos Comoro Kerguelen Mahe Maldives Mauritius Mayotte Reunion
  `,
  Pacific: `
    Apia Auckland=NZ Chatham=NZ-CHAT Chuuk=Pacific/Truk,Pacific/Yap Easter=Chile/EasterIsland Efate Enderbury
    Fakaofo Fiji Funafuti Galapagos Gambier Guadalcanal Guam Honolulu=US/Hawaii Johnston Kiritimati Kosrae
    Kwajalein=Kwajalein Majuro Marquesas Midway Nauru Niue Norfolk Noumea Pago_Pago=Pacific/Samoa,US/Samoa Palau
    Pitcairn Pohnpei=Pacific/Ponape Port_Moresby Rarotonga Saipan Tahiti Tarawa Tongatapu Wake Wallis
  `,
};
