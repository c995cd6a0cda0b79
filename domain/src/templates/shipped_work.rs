//! The templates for planned maintenance that come with Mayday: what is planned, the word before
//! it, and the word that it is over.

use super::{Begins, Template, Text};
use crate::words::{Language, Overview};

/// Heading and what it means for the reader; a word has no heading.
type Parts = [&'static str; 2];

/// A shipped template for maintenance, if that is one.
pub(super) fn shipped(key: &str) -> Option<Template> {
    let (name, begins, texts) = match key {
        "work" => ("Planned maintenance", Begins::Work, WORK),
        "work-soon" => ("Maintenance begins soon", Begins::Reminder, SOON),
        "work-over" => ("Maintenance is over", Begins::Completed, OVER),
        _ => return None,
    };
    let texts = Language::ALL.into_iter().zip(texts).map(|(language, [title, words])| {
        let overview = match begins {
            Begins::Work => Overview { impact: words.into(), ..Overview::default() },
            _ => Overview { known: words.into(), ..Overview::default() },
        };
        Text { language, title: title.into(), overview }
    });
    Some(Template { name: name.into(), begins, texts: texts.collect(), ..Template::default() })
}

// In the order of `Language::ALL`: English, German, French, Spanish, Portuguese.

const WORK: [Parts; 5] = [
    [
        "Maintenance: {components}",
        "Between {starts} and {ends}, [what does not work, such as: cards may fail for minutes]. \
         It concerns: {components}.",
    ],
    [
        "Wartung: {components}",
        "Zwischen {starts} und {ends} [was nicht geht, etwa: fallen Karten minutenweise aus]. Es \
         betrifft: {components}.",
    ],
    [
        "Maintenance : {components}",
        "Entre {starts} et {ends}, [ce qui ne marche pas, par exemple : les cartes peuvent échouer \
         quelques minutes]. Cela concerne : {components}.",
    ],
    [
        "Mantenimiento: {components}",
        "Entre {starts} y {ends}, [lo que no funciona, por ejemplo: las tarjetas pueden fallar \
         unos minutos]. Afecta a: {components}.",
    ],
    [
        "Manutenção: {components}",
        "Entre {starts} e {ends}, [o que não funciona, por exemplo: os cartões podem falhar \
         durante minutos]. Abrange: {components}.",
    ],
];

const SOON: [Parts; 5] = [
    [
        "",
        "As announced, we work on {components} from {starts} to {ends}. [What to do before, or \
         nothing.]",
    ],
    [
        "",
        "Wie angekündigt arbeiten wir von {starts} bis {ends} an: {components}. [Was vorher zu tun \
         ist, oder nichts.]",
    ],
    [
        "",
        "Comme annoncé, nous travaillons de {starts} à {ends} sur : {components}. [Ce qu’il faut \
         faire avant, ou rien.]",
    ],
    [
        "",
        "Como anunciamos, trabajamos de {starts} a {ends} en: {components}. [Qué hacer antes, o \
         nada.]",
    ],
    [
        "",
        "Como anunciado, trabalhamos de {starts} a {ends} em: {components}. [O que fazer antes, ou \
         nada.]",
    ],
];

const OVER: [Parts; 5] = [
    [
        "",
        "The work on {components} is over, and everything works as before. If something does not \
         work for you, tell us: {line}.",
    ],
    [
        "",
        "Die Arbeiten sind abgeschlossen ({components}), und alles läuft wie zuvor. Geht bei Ihnen \
         etwas nicht, sagen Sie es uns: {line}.",
    ],
    [
        "",
        "Les travaux sont terminés ({components}) et tout marche comme avant. Si quelque chose ne \
         marche pas chez vous, dites-le-nous : {line}.",
    ],
    [
        "",
        "Los trabajos han terminado ({components}) y todo funciona como antes. Si algo no le \
         funciona, díganoslo: {line}.",
    ],
    [
        "",
        "Os trabalhos terminaram ({components}) e tudo funciona como antes. Se algo não lhe \
         funciona, diga-nos: {line}.",
    ],
];
