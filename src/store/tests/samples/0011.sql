-- Of the key that is thirty-two times the byte 7.
INSERT INTO seal (one, proof) VALUES (TRUE, 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYX4HbC6Z9u5YiQ+qUy/PB9TQ/zVc/seg==');
