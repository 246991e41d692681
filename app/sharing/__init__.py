"""For search engines and sharing: sitemap, pictures, manifest."""
