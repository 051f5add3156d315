"""Files that ship with Eichlab: icons, translations, register maps, sample records."""
