//! Writes the code of one language from the built library; its version is always that of the library.

fn main() {
    uniffi::uniffi_bindgen_main();
}
