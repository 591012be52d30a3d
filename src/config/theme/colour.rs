//! How far colours are apart for eyes: contrast, difference, and both as people with red-green blindness see
//! them; pure arithmetic.

use palette::color_difference::{EuclideanDistance, Wcag21RelativeContrast};
use palette::{FromColor, LinSrgb, Oklab, Srgb};

/// Red, green, blue.
pub type Rgb = [u8; 3];

fn srgb(colour: Rgb) -> Srgb<f32> {
    Srgb::from(colour).into_format()
}

/// Contrast as the Web Content Accessibility Guidelines 2.1 define it: 1 (none) to 21.
pub fn contrast(a: Rgb, b: Rgb) -> f32 {
    srgb(a).relative_contrast(srgb(b))
}

/// How different two colours look: 0 to about 100 (black and white); 2 can just be seen side by side. Distance
/// in Oklab, times 100.
pub fn difference(a: Rgb, b: Rgb) -> f32 {
    apart(srgb(a).into_linear(), srgb(b).into_linear())
}

fn apart(a: LinSrgb<f32>, b: LinSrgb<f32>) -> f32 {
    Oklab::from_color(a).distance(Oklab::from_color(b)) * 100.0
}

/// Whether a colour looks more like a grey than like a colour.
pub fn is_greyish(colour: Rgb) -> bool {
    let seen = Oklab::from_color(srgb(colour).into_linear());
    seen.a.hypot(seen.b) < 0.04
}

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Without the cones for long waves (red): 1 % of men.
    Protanopia,
    /// Without the cones for middle waves (green): 1 % of men; 5 % have them weak.
    Deuteranopia,
}

impl Sight {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Protanopia, Self::Deuteranopia];

    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Protanopia => "protanopia",
            Self::Deuteranopia => "deuteranopia",
        }
    }

    /// Linear red, green and blue as they are seen: the matrices for full severity of G. M. Machado, M. M.
    /// Oliveira and L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision
    /// Deficiency", IEEE TVCG 15 (6), 2009.
    const fn matrix(self) -> [[f32; 3]; 3] {
        match self {
            Self::Protanopia => [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            Self::Deuteranopia => [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        }
    }

    fn see(self, colour: Rgb) -> LinSrgb<f32> {
        let LinSrgb { red, green, blue, .. }: LinSrgb<f32> = srgb(colour).into_linear();
        let [r, g, b] = self.matrix().map(|[a, b, c]| (a * red + b * green + c * blue).clamp(0.0, 1.0));
        LinSrgb::new(r, g, b)
    }

    /// How different two colours look to these eyes, as [`difference`].
    pub fn difference(self, a: Rgb, b: Rgb) -> f32 {
        apart(self.see(a), self.see(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-3);
        // #767676 is the lightest grey that passes 4.5:1 on white.
        assert!(contrast([0x76; 3], [255; 3]) >= 4.5 && contrast([0x77; 3], [255; 3]) < 4.5);
        assert!((contrast([9, 8, 7], [9, 8, 7]) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn red_and_green_are_near_for_those_who_cannot_tell_them_and_greys_stay() {
        let (red, green, blue) = ([200, 90, 40], [130, 130, 20], [60, 90, 220]);
        for sight in Sight::ALL {
            assert!(sight.difference(red, green) < difference(red, green) / 2.0, "{sight:?}");
            assert!(sight.difference(red, blue) > 20.0, "{sight:?}");
            assert!(sight.difference([90; 3], [180; 3]) > 20.0, "{sight:?}");
            assert!((sight.difference([0; 3], [255; 3]) - 100.0).abs() < 0.5, "{sight:?}");
        }
    }
}
