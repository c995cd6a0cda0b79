//! Pictures of strangers: read within limits, turned upright, and drawn anew, so that nothing is
//! left in them but what is seen.

use std::io::{BufReader, Cursor};
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use views::uploads::{MEGAPIXELS_MAX, NotKept};

/// Most pixels of a picture that is looked at; what telephones take has fewer.
const PIXELS_MAX: u64 = MEGAPIXELS_MAX as u64 * 1_000_000;
/// Most memory that reading one may take, in bytes.
const MEMORY_MAX: u64 = 224 * 1024 * 1024;
/// Longest edge of what is kept, in pixels: enough to read a screen that was photographed.
const EDGE_MAX: u32 = 2_600;
/// Longest edge of the small picture in the conversation.
const SMALL_EDGE_MAX: u32 = 480;
/// Largest picture that is kept without loss, in bytes; a larger one becomes a photograph.
const LOSSLESS_LEN_MAX: usize = 4 * 1024 * 1024;
/// How large a mark may be, in pixels: twice as fine as it is shown, then coarser.
const MARK_SIZES: [(u32, u32); 3] = [(480, 128), (320, 96), (240, 64)];
const QUALITY: u8 = 85;
const SMALL_QUALITY: u8 = 72;

/// A picture that was drawn anew.
pub struct Drawn {
    /// As it is kept: JPEG or PNG.
    pub whole: Vec<u8>,
    /// As it is shown in the conversation.
    pub small: Vec<u8>,
    /// How wide and how high what is kept is.
    pub size: (u32, u32),
}

/// The format by the first bytes, if it is one of those that we draw.
#[must_use]
pub fn format(start: &[u8]) -> Option<ImageFormat> {
    let known = image::guess_format(start).ok()?;
    let drawn = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP];
    drawn.contains(&known).then_some(known)
}

/// Draws a picture anew. It takes time and memory, so it is done off the tasks that others wait
/// for, and one at a time.
///
/// # Errors
/// A sentence, when it is larger than what is looked at, or no picture at all.
pub fn draw(file: &Path, format: ImageFormat) -> Result<Drawn, NotKept> {
    let image = read(file, format)?;
    let lossless = matches!(format, ImageFormat::Png | ImageFormat::Gif);
    let image = match image.width().max(image.height()) > EDGE_MAX {
        true => image.thumbnail(EDGE_MAX, EDGE_MAX),
        false => image,
    };
    let size = (image.width(), image.height());
    let small = match size.0.max(size.1) > SMALL_EDGE_MAX {
        true => image.thumbnail(SMALL_EDGE_MAX, SMALL_EDGE_MAX),
        false => image.clone(),
    };
    let small = photograph(&small, SMALL_QUALITY)?;
    let whole = match lossless {
        true => Some(drawing(&image)?).filter(|bytes| bytes.len() <= LOSSLESS_LEN_MAX),
        false => None,
    };
    let whole = match whole {
        Some(whole) => whole,
        None => photograph(&image, QUALITY)?,
    };
    Ok(Drawn { whole, small, size })
}

fn read(file: &Path, format: ImageFormat) -> Result<DynamicImage, NotKept> {
    let opened = std::fs::File::open(file).map_err(|_| NotKept::NoPicture)?;
    decoded(ImageReader::with_format(BufReader::new(opened), format))
}

/// A mark of a vendor drawn anew as a PNG, as large as it may be shown and as light as it must be.
///
/// # Errors
/// When it is no picture, larger than what is looked at, or too heavy even when it is small.
pub fn mark(bytes: &[u8], len_max: usize) -> Result<Vec<u8>, NotKept> {
    let format = format(bytes).ok_or(NotKept::NoPicture)?;
    let image = decoded(ImageReader::with_format(Cursor::new(bytes), format))?;
    for (width, height) in MARK_SIZES {
        let image = match image.width() > width || image.height() > height {
            true => image.resize(width, height, image::imageops::FilterType::CatmullRom),
            false => image.clone(),
        };
        let drawn = drawing(&image)?;
        if drawn.len() <= len_max {
            return Ok(drawn);
        }
    }
    Err(NotKept::TooLarge)
}

fn decoded<R: std::io::BufRead + std::io::Seek>(
    mut reader: ImageReader<R>,
) -> Result<DynamicImage, NotKept> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| why(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXELS_MAX || decoder.total_bytes() > MEMORY_MAX {
        return Err(NotKept::TooManyPixels);
    }
    let orientation = decoder.orientation();
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| why(&error))?;
    if let Ok(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    Ok(image)
}

fn why(error: &image::ImageError) -> NotKept {
    match error {
        image::ImageError::Limits(_) => NotKept::TooManyPixels,
        _ => NotKept::NoPicture,
    }
}

/// As a JPEG, on white where one could see through.
fn photograph(image: &DynamicImage, quality: u8) -> Result<Vec<u8>, NotKept> {
    let opaque = match image.color().has_alpha() {
        false => image.to_rgb8(),
        true => {
            let through = image.to_rgba8();
            RgbImage::from_fn(through.width(), through.height(), |x, y| {
                let [red, green, blue, alpha] = through.get_pixel(x, y).0;
                let over = |part: u8| {
                    let alpha = u16::from(alpha);
                    let mixed = u16::from(part) * alpha + 255 * (255 - alpha);
                    u8::try_from(mixed / 255).unwrap_or(u8::MAX)
                };
                image::Rgb([over(red), over(green), over(blue)])
            })
        }
    };
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    opaque.write_with_encoder(encoder).map_err(|_| NotKept::NoPicture)?;
    Ok(bytes)
}

/// As a PNG.
fn drawing(image: &DynamicImage) -> Result<Vec<u8>, NotKept> {
    let mut bytes = Cursor::new(Vec::new());
    let plain = match image.color().has_alpha() {
        true => DynamicImage::ImageRgba8(image.to_rgba8()),
        false => DynamicImage::ImageRgb8(image.to_rgb8()),
    };
    plain.write_to(&mut bytes, ImageFormat::Png).map_err(|_| NotKept::NoPicture)?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Scratch(std::path::PathBuf);

    impl Scratch {
        fn of(bytes: &[u8]) -> Self {
            let name = format!("mayday-picture-{:x}", crate::chance::id());
            let path = std::env::temp_dir().join(name);
            std::fs::write(&path, bytes).expect("a temporary file");
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    fn drawn(bytes: &[u8]) -> Result<Drawn, NotKept> {
        let format = format(bytes).ok_or(NotKept::NoPicture)?;
        draw(&Scratch::of(bytes).0, format)
    }

    /// A photograph of three by two pixels that says it stands on its side, and where it was taken.
    fn sideways() -> Vec<u8> {
        let image = DynamicImage::ImageRgb8(RgbImage::from_pixel(30, 20, image::Rgb([200, 0, 0])));
        let plain = photograph(&image, 90).expect("a JPEG");
        let mut exif =
            b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0".to_vec();
        exif.extend(b"\0\0\0\0GPS-SECRET-52.37N");
        let len = u16::try_from(exif.len() + 2).expect("it is short");
        let mut bytes = plain[..2].to_vec();
        bytes.extend([0xFF, 0xE1]);
        bytes.extend(len.to_be_bytes());
        bytes.extend(exif);
        bytes.extend(&plain[2..]);
        bytes
    }

    #[test]
    fn a_photograph_is_turned_upright_and_says_no_more_where_it_was_taken() {
        let drawn = drawn(&sideways()).expect("a photograph");
        assert_eq!(drawn.size, (20, 30), "it stood on its side");
        for bytes in [&drawn.whole, &drawn.small] {
            assert!(!bytes.windows(4).any(|window| window == b"Exif" || window == b"GPS-"));
            assert_eq!(format(bytes), Some(ImageFormat::Jpeg));
        }
    }

    #[test]
    fn what_stands_behind_or_within_a_picture_is_not_drawn_along() {
        let image = DynamicImage::ImageRgb8(RgbImage::from_pixel(8, 8, image::Rgb([0, 90, 0])));
        for format in [ImageFormat::Gif, ImageFormat::Png, ImageFormat::WebP] {
            let mut bytes = Cursor::new(Vec::new());
            image.write_to(&mut bytes, format).expect("a picture");
            let mut bytes = bytes.into_inner();
            bytes.extend(b"<html><script>alert('polyglot')</script>=1;");
            let drawn = drawn(&bytes).expect("it is a picture as well");
            for bytes in [&drawn.whole, &drawn.small] {
                assert!(!String::from_utf8_lossy(bytes).contains("polyglot"));
            }
        }
    }

    /// The head of a PNG that says how large it is, before any data.
    fn huge_png(width: u32, height: u32) -> Vec<u8> {
        let small = RgbImage::from_pixel(4, 4, image::Rgb([1, 2, 3]));
        let mut bytes = drawing(&DynamicImage::ImageRgb8(small)).expect("a PNG");
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let crc = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.to_be_bytes());
        bytes
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
            })
        })
    }

    fn peak_kb() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }

    #[test]
    fn a_picture_of_twenty_thousand_by_twenty_thousand_is_refused_in_little_memory() {
        let before = peak_kb();
        assert_eq!(drawn(&huge_png(20_000, 20_000)).err(), Some(NotKept::TooManyPixels));
        assert_eq!(
            drawn(&huge_png(u32::MAX >> 1, u32::MAX >> 1)).err(),
            Some(NotKept::TooManyPixels)
        );
        assert!(peak_kb() - before < 64 * 1024, "{} kB", peak_kb() - before);
    }

    #[test]
    fn a_mark_fits_its_frame_and_drawn_again_it_is_the_same() {
        let wide = RgbImage::from_pixel(2_000, 300, image::Rgb([0, 90, 0]));
        let wide = drawing(&DynamicImage::ImageRgb8(wide)).expect("a PNG");
        let drawn = mark(&wide, 32 * 1024).expect("a mark");
        let size = image::load_from_memory(&drawn).expect("a PNG");
        assert_eq!((size.width(), size.height()), (480, 72));
        assert_eq!(mark(&drawn, 32 * 1024), Ok(drawn));
        let noise = RgbImage::from_fn(480, 128, |x, y| {
            let [a, b, c, _] = (x * 7_919 + y * 104_729).wrapping_mul(2_654_435_761).to_be_bytes();
            image::Rgb([a, b, c])
        });
        let noise = drawing(&DynamicImage::ImageRgb8(noise)).expect("a PNG");
        assert_eq!(mark(&noise, 4 * 1024), Err(NotKept::TooLarge));
        assert_eq!(
            mark(b"<svg xmlns='http://www.w3.org/2000/svg'/>", 4_096),
            Err(NotKept::NoPicture)
        );
    }

    #[test]
    fn bytes_of_any_kind_are_drawn_or_refused() {
        bolero::check!().for_each(|bytes: &[u8]| {
            for start in [&b"\x89PNG\r\n\x1a\n"[..], b"GIF89a", b"\xff\xd8\xff", b"RIFF1234WEBP"] {
                let _ = drawn(&[start, bytes].concat());
            }
        });
    }
}
