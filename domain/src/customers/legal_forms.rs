//! Takes legal forms ("Ltd", "GmbH", "株式会社") off a name and remembers which one it was.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::fold::{fold, join_initials};

/// What kind of company a legal form makes; the same name with another kind is a sister at best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Owned by shares that are not traded.
    Private,
    /// Owned by shares that may be traded.
    Stock,
    /// Partners who answer for it.
    Partnership,
    /// One person in trade.
    Sole,
    /// Owned by its members.
    Cooperative,
    /// An association, a foundation, a charity.
    NonProfit,
    /// Owned by a state or a town.
    State,
    /// Says nothing about the kind: "Company".
    Any,
}

/// A legal form, whatever way it is spelled: its place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form(u8);

impl Form {
    /// The kind of company it makes.
    #[must_use]
    pub fn class(self) -> Class {
        FORMS.get(usize::from(self.0)).map_or(Class::Any, |row| row.0)
    }
}

/// Where in a name a form may stand. Short forms that stand first only in some countries are not
/// taken off the front elsewhere: "AB Foods" keeps its "AB".
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Last,
    Either,
}
use Class::{Any, Cooperative, NonProfit, Partnership, Private, Sole, State, Stock};
use Stands::{Either, Last};

/// One row for each form: its kind, where it stands, how it is spelled (before folding).
const FORMS: &[(Class, Stands, &[&str])] = &[
    // Said in many countries.
    (Any, Last, &["Co", "and Co", "Company", "and Company", "Cie", "et Cie", "y Cia", "e Cia"]),
    (Private, Last, &["Ltd", "Limited", "Co Ltd", "Company Limited", "Co Limited", "and Co Ltd"]),
    (Private, Last, &["LLC", "L L C", "Limited Liability Company", "Ltd Liability Co", "LC"]),
    (Partnership, Last, &["LLP", "Limited Liability Partnership"]),
    (Partnership, Last, &["LP", "Limited Partnership"]),
    (Partnership, Last, &["LLLP"]),
    (NonProfit, Last, &["Foundation Inc"]),
    // United States, Canada.
    (Stock, Last, &["Inc", "Incorporated", "Co Inc", "and Co Inc", "and Company Inc"]),
    (Stock, Last, &["Corp", "Corporation"]),
    (Private, Last, &["PLLC"]),
    (Private, Last, &["PC", "Professional Corporation"]),
    (State, Last, &["NA", "National Association"]),
    (Private, Last, &["ULC", "Unlimited Liability Company"]),
    (Private, Last, &["Ltée", "Limitée"]),
    // United Kingdom, Ireland.
    (Stock, Last, &["PLC", "Public Limited Company", "P L C"]),
    (Private, Last, &["DAC", "Designated Activity Company"]),
    (NonProfit, Last, &["CLG", "Company Limited by Guarantee"]),
    (NonProfit, Last, &["CIC", "Community Interest Company"]),
    (NonProfit, Last, &["CIO"]),
    (Private, Last, &["Teoranta", "Teo"]),
    (Private, Last, &["Cyf", "Cyfyngedig"]),
    // Australia, New Zealand, South Africa, Singapore, Malaysia, India, Hong Kong.
    (Private, Last, &["Pty Ltd", "Pty Limited", "Proprietary Limited", "Pty", "(Pty) Ltd"]),
    (Private, Last, &["Pte Ltd", "Pte Limited", "Private Limited", "Pte", "Pvt Ltd", "Pvt"]),
    (Private, Last, &["Sdn Bhd", "Sendirian Berhad"]),
    (Stock, Last, &["Bhd", "Berhad"]),
    (Private, Last, &["CC", "Close Corporation"]),
    (NonProfit, Last, &["NPC", "NPO"]),
    // Germany, Austria, Switzerland, Liechtenstein, Luxembourg.
    (Private, Last, &["GmbH", "Gesellschaft mit beschränkter Haftung", "Ges.m.b.H.", "mbH"]),
    (Private, Last, &["gGmbH"]),
    (Private, Last, &["UG", "UG (haftungsbeschränkt)", "Unternehmergesellschaft"]),
    (Stock, Last, &["AG", "Aktiengesellschaft"]),
    (Stock, Last, &["KGaA", "SE & Co. KGaA", "GmbH & Co. KGaA", "AG & Co. KGaA"]),
    (Partnership, Last, &["GmbH & Co. KG", "GmbH und Co KG", "GmbH Co KG", "AG & Co. KG"]),
    (Partnership, Last, &["KG", "Kommanditgesellschaft"]),
    (Partnership, Last, &["OHG", "Offene Handelsgesellschaft", "OG"]),
    (Partnership, Last, &["GbR", "Gesellschaft bürgerlichen Rechts"]),
    (Sole, Last, &["e.K.", "e. Kfm.", "e. Kfr.", "Einzelunternehmen", "e.U."]),
    (NonProfit, Last, &["e.V.", "eingetragener Verein"]),
    (Cooperative, Last, &["eG", "eGen", "Genossenschaft"]),
    (Stock, Last, &["SE", "Societas Europaea"]),
    // France, Belgium, Luxembourg, Romandy, French-speaking Africa.
    (Private, Either, &["SARL", "S.à r.l.", "S a r l", "Société à responsabilité limitée"]),
    (Private, Either, &["EURL", "SASU"]),
    (Private, Either, &["SAS", "Société par actions simplifiée"]),
    (Stock, Last, &["SA", "Société anonyme", "Sociedad Anónima", "Sociedade Anônima"]),
    (Partnership, Either, &["SCI", "SNC", "SCS"]),
    (Private, Last, &["SRL", "Società a responsabilità limitata", "S.r.l.s.", "SPRL"]),
    (NonProfit, Either, &["ASBL", "VZW"]),
    // Netherlands, Flanders.
    (Private, Last, &["B.V.", "Besloten Vennootschap", "BVBA"]),
    (Stock, Last, &["N.V.", "Naamloze Vennootschap"]),
    (Partnership, Last, &["V.O.F.", "C.V.", "CVBA"]),
    (NonProfit, Either, &["Stichting"]),
    // Italy.
    (Stock, Last, &["S.p.A.", "Società per azioni"]),
    (Partnership, Last, &["S.n.c.", "S.a.s. di"]),
    (Cooperative, Last, &["Soc. Coop.", "Società cooperativa", "S.c.a.r.l.", "Scarl"]),
    // Spain, Portugal, Latin America, Brazil.
    (Private, Last, &["S.L.", "S.L.U.", "Sociedad Limitada"]),
    (Cooperative, Last, &["S. Coop.", "Sociedad Cooperativa"]),
    (Private, Last, &["S.A.S."]),
    (Private, Last, &["Lda", "Limitada", "Ltda", "Unipessoal Lda"]),
    (Stock, Last, &["S.A. de C.V.", "SA de CV", "S.A.B. de C.V."]),
    (Private, Last, &["S. de R.L.", "S de RL", "S. de R.L. de C.V.", "S de RL de CV"]),
    (Sole, Last, &["EIRELI", "MEI", "EIRL"]),
    // The North.
    (Private, Either, &["AB", "Aktiebolag", "Aktiebolaget"]),
    (Stock, Last, &["AB (publ)"]),
    (Partnership, Last, &["HB", "Handelsbolag", "Kommanditbolag"]),
    (Private, Last, &["ApS", "Anpartsselskab"]),
    (Stock, Either, &["A/S", "AS", "Aktieselskab", "Aksjeselskap", "Aktsiaselts"]),
    (Stock, Last, &["ASA", "Allmennaksjeselskap"]),
    (Partnership, Last, &["K/S", "I/S", "P/S", "ANS", "DA"]),
    (Private, Last, &["Oy", "Osakeyhtiö", "Oy Ab"]),
    (Stock, Last, &["Oyj", "Julkinen osakeyhtiö", "Abp"]),
    (Partnership, Last, &["Ky", "Tmi", "Kommandiittiyhtiö"]),
    (Private, Last, &["ehf", "einkahlutafélag"]),
    (Stock, Last, &["hf", "hlutafélag"]),
    // The Baltic countries.
    (Private, Either, &["OÜ", "Osaühing"]),
    (Private, Either, &["SIA", "Sabiedrība ar ierobežotu atbildību"]),
    (Private, Either, &["UAB", "Uždaroji akcinė bendrovė"]),
    // Poland, Czechia, Slovakia, Hungary, Romania, Bulgaria.
    (Private, Last, &["Sp. z o.o.", "Sp. z o. o.", "spółka z ograniczoną odpowiedzialnością"]),
    (Partnership, Last, &["Sp. k.", "Sp. j.", "s.c.", "spółka komandytowa", "spółka jawna"]),
    (Stock, Last, &["Spółka Akcyjna"]),
    (Private, Last, &["s.r.o.", "spol. s r.o.", "spol. s r. o.", "společnost s ručením omezeným"]),
    (Stock, Last, &["a.s.", "akciová společnost", "akciová spoločnosť"]),
    (Private, Last, &["Kft", "Korlátolt felelősségű társaság"]),
    (Stock, Last, &["Zrt", "Nyrt", "Rt"]),
    (Partnership, Last, &["Bt", "Betéti társaság"]),
    (Private, Either, &["S.C."]),
    (Private, Last, &["EOOD", "ЕООД", "OOD", "ООД"]),
    (Stock, Last, &["EAD", "ЕАД", "AD", "АД"]),
    // Slovenia, Croatia, Serbia, Bosnia, North Macedonia.
    (Private, Last, &["d.o.o.", "д.о.о.", "DOOEL", "j.d.o.o."]),
    (Stock, Last, &["d.d.", "a.d.", "д.д."]),
    // Greece, Cyprus.
    (Stock, Last, &["A.E.", "Α.Ε.", "Ανώνυμη Εταιρεία"]),
    (Private, Last, &["E.Π.E.", "Ε.Π.Ε.", "EPE", "IKE", "Ι.Κ.Ε."]),
    (Partnership, Last, &["O.E.", "Ο.Ε.", "Ε.Ε."]),
    // Turkey.
    (Stock, Last, &["A.Ş.", "Anonim Şirketi", "Anonim Sirketi"]),
    (Private, Last, &["Ltd. Şti.", "Limited Şirketi", "Ltd Sti"]),
    // Russia, Ukraine, Belarus, Kazakhstan.
    (Private, Either, &["ООО", "OOO", "Общество с ограниченной ответственностью"]),
    (Stock, Either, &["ПАО", "ОАО", "ЗАО", "АО", "Акционерное общество", "НАО"]),
    (Sole, Either, &["ИП", "Индивидуальный предприниматель", "ФОП"]),
    (State, Either, &["ФГУП", "ГУП", "МУП"]),
    (Private, Either, &["ТОВ", "Товариство з обмеженою відповідальністю"]),
    (Stock, Either, &["ПАТ", "ПрАТ"]),
    (Private, Either, &["ТОО", "TOO"]),
    // Japan, China, Taiwan, Korea, Vietnam, Thailand, Indonesia, Philippines.
    (Stock, Either, &["株式会社", "Kabushiki Kaisha", "Kabushiki Gaisha", "K.K.", "KK"]),
    (Private, Either, &["合同会社", "有限会社", "Godo Kaisha", "Yugen Kaisha"]),
    (Private, Last, &["有限公司", "有限责任公司", "Youxian Gongsi"]),
    (Stock, Last, &["股份有限公司", "股份公司", "集团有限公司"]),
    (Stock, Either, &["주식회사", "Jusik Hoesa"]),
    (Private, Either, &["유한회사"]),
    (Private, Either, &["Công ty TNHH", "TNHH", "Cong ty TNHH"]),
    (Stock, Either, &["Công ty Cổ phần", "CTCP", "JSC", "Joint Stock Company", "OJSC", "CJSC"]),
    (Private, Either, &["บริษัท", "จำกัด"]),
    (Stock, Either, &["PT", "P.T.", "Perseroan Terbatas"]),
    (Stock, Last, &["Tbk"]),
    // Israel, the Arab countries, Iran, Pakistan.
    (Private, Last, &["בע\"מ", "בעמ", "Bʿm"]),
    (Private, Last, &["ش.م.م", "ذ.م.م", "WLL", "W.L.L.", "FZE", "FZCO", "FZ LLC", "DMCC"]),
    (Stock, Last, &["ش.م.ع", "PJSC", "KSC", "KSCP", "QSC", "SAOG", "SAE", "S.A.E.", "BSC"]),
    (Stock, Either, &["شركة"]),
    (Private, Last, &["SMC Pvt Ltd"]),
];

/// The most words that one form has.
const FORM_WORDS_MAX: usize = 6;

/// Folded spelling to its row.
static SPELLINGS: LazyLock<BTreeMap<String, (Form, Stands)>> = LazyLock::new(|| {
    let mut spellings = BTreeMap::new();
    for (row, (_, stands, spelled)) in (0_u8..).zip(FORMS) {
        for form in *spelled {
            let folded = join_initials(&fold(form)).join(" ");
            if !folded.is_empty() {
                // Spellings that two countries share ("SAS") stay with the first row.
                spellings.entry(folded).or_insert((Form(row), *stands));
            }
        }
    }
    spellings
});

/// How forms are shortened in brackets, and the form itself: folded, the bracket would be a word
/// that real names begin with.
const BRACKETS: [(&str, &str); 7] = [
    ("(株)", " 株式会社 "),
    ("㈱", " 株式会社 "),
    ("(有)", " 有限会社 "),
    ("㈲", " 有限会社 "),
    ("(주)", " 주식회사 "),
    ("㈜", " 주식회사 "),
    ("(유)", " 유한회사 "),
];

/// Writes bracketed short forms in full, before folding.
#[must_use]
pub fn spell_out(name: &str) -> String {
    let mut full = name.to_owned();
    for (bracket, form) in BRACKETS {
        if full.contains(bracket) {
            full = full.replace(bracket, form);
        }
    }
    full
}

/// Takes the legal forms off both ends, longest first and as often as there are any, but never
/// the whole name. Returns what is left and the outermost form that says something.
#[must_use]
pub fn strip(words: &[String]) -> (&[String], Option<Form>) {
    let mut left = words;
    let mut told: Option<Form> = None;
    while let Some((form, rest)) = strip_last(left).or_else(|| strip_first(left)) {
        left = rest;
        told = told.or(Some(form).filter(|form| form.class() != Class::Any));
    }
    (left, told)
}

fn strip_last(words: &[String]) -> Option<(Form, &[String])> {
    let longest = FORM_WORDS_MAX.min(words.len().saturating_sub(1));
    (1..=longest).rev().find_map(|count| {
        let (rest, tail) = words.split_at(words.len() - count);
        SPELLINGS.get(&tail.join(" ")).map(|(form, _)| (*form, rest))
    })
}

fn strip_first(words: &[String]) -> Option<(Form, &[String])> {
    let longest = FORM_WORDS_MAX.min(words.len().saturating_sub(1));
    (1..=longest).rev().find_map(|count| {
        let (head, rest) = words.split_at(count);
        let (form, stands) = SPELLINGS.get(&head.join(" "))?;
        (*stands == Either).then_some((*form, rest))
    })
}

/// Whether two names with these forms are surely not one company, and how surely, in permille of
/// doubt: nothing when either is silent or both say the same.
#[must_use]
pub fn conflict(left: Option<Form>, right: Option<Form>) -> u32 {
    match (left, right) {
        (Some(left), Some(right)) if left == right => 0,
        (Some(left), Some(right)) if left.class() == right.class() => 160,
        (Some(_), Some(_)) => 220,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, core: &str, class: Option<Class>) {
        let words = join_initials(&fold(&spell_out(name)));
        let (left, form) = strip(&words);
        assert_eq!(left.join(" "), core, "{name}");
        assert_eq!(form.map(Form::class), class, "{name}");
    }

    #[test]
    fn forms_come_off_in_many_countries() {
        check("Brightwater Clinics Ltd.", "brightwater clinics", Some(Private));
        check("Harbour Bank P.L.C.", "harbour bank", Some(Stock));
        check("Nordlicht GmbH & Co. KG", "nordlicht", Some(Partnership));
        check("Wisła Sp. z o.o.", "wisla", Some(Private));
        check("Wisła Sp. z o. o.", "wisla", Some(Private));
        check("Fjord Data A/S", "fjord data", Some(Stock));
        check("Vltava, spol. s r.o.", "vltava", Some(Private));
        check("Luz S.A. de C.V.", "luz", Some(Stock));
        check("ООО «Ромашка»", "romashka", Some(Private));
        check("株式会社青木", "qing mu", Some(Stock));
        check("㈱青木", "qing mu", Some(Stock));
        check("青木株式会社", "qing mu", Some(Stock));
        check("Coast Foods Pty Ltd", "coast foods", Some(Private));
        check("Bosphorus Gıda San. A.Ş.", "bosphorus gida san", Some(Stock));
        check("PT Maju Jaya Tbk", "maju jaya", Some(Stock));
        check("Lumen S.à r.l.", "lumen", Some(Private));
    }

    #[test]
    fn what_says_nothing_comes_off_too() {
        check("Miller & Co", "miller", None);
        check("Miller and Company", "miller", None);
        check("Miller & Co., Inc.", "miller", Some(Stock));
    }

    #[test]
    fn a_name_is_never_emptied() {
        check("Limited", "limited", None);
        check("SAS SA", "sas", Some(Stock));
        check("Co Ltd", "co", Some(Private));
        check("", "", None);
    }

    #[test]
    fn short_forms_stay_at_the_front_where_no_country_puts_them() {
        check("SA Metals", "sa metals", None);
        check("AG Foods", "ag foods", None);
    }

    #[test]
    fn other_forms_conflict() {
        let form = |name: &str| strip(&join_initials(&fold(name))).1;
        assert_eq!(conflict(form("x Ltd"), form("x Limited")), 0);
        assert_eq!(conflict(form("x"), form("x GmbH")), 0);
        assert!(conflict(form("x N.V."), form("x plc")) > 0);
        assert!(conflict(form("x Ltd"), form("x AG")) > conflict(form("x Ltd"), form("x GmbH")));
    }
}
